// Solves a general instance with LEMON and prints one JSON line, with the fields of solve_instance.
//
//   g++ -O3 -march=native -DNDEBUG -std=c++17 -o lemon lemon.cpp
//   ./lemon FILE.bin MODE        mwm: highest weight; perfect: everybody matched, at the highest weight
//
// FILE is binary, of kind `gen`: the head of examples/solve_instance/format.rs tells how. Times run from the arrays in
// memory to the mates of all vertices. Afterwards the mates are checked and their weights added up here.

#include <lemon/config.h>
#include <lemon/matching.h>
#include <lemon/smart_graph.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "files are little-endian, and read as they are");

using Graph = lemon::SmartGraph;
using Weights = Graph::EdgeMap<std::int64_t>;
using Clock = std::chrono::steady_clock;

struct Instance {
    std::uint64_t vertices = 0;
    std::vector<std::uint32_t> low, high;
    std::vector<std::int64_t> weight;
};

[[noreturn]] void fail(const std::string& what) {
    std::cerr << "error: " << what << '\n';
    std::exit(1);
}

template <class T>
void read_column(std::ifstream& file, std::vector<T>& column, std::uint64_t count) {
    column.resize(count);
    file.read(reinterpret_cast<char*>(column.data()), static_cast<std::streamsize>(count * sizeof(T)));
}

Instance read(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    const auto bytes = static_cast<std::uint64_t>(std::max<std::streamoff>(file.tellg(), 0));
    file.seekg(0);
    char magic[8];
    std::uint64_t head[4];  // kind, vertices, nothing, edges
    file.read(magic, sizeof magic);
    file.read(reinterpret_cast<char*>(head), sizeof head);
    if (!file || std::memcmp(magic, "PEERS001", 8) != 0) fail(path + ": not there, or no instance");
    if (head[0] != 2) fail(path + ": not a general instance");
    // Vertices and edges of LEMON are numbered by int, arcs by twice as many.
    if (head[1] >= 1u << 31 || head[3] >= 1u << 30) fail(path + ": more vertices or edges than LEMON can number");
    if (bytes != 40 + 16 * head[3]) fail(path + ": not as long as its header says");
    Instance instance;
    instance.vertices = head[1];
    read_column(file, instance.low, head[3]);
    read_column(file, instance.high, head[3]);
    read_column(file, instance.weight, head[3]);
    if (!file) fail(path + ": cannot be read to its end");
    for (std::size_t edge = 0; edge < head[3]; ++edge) {
        if (instance.low[edge] >= instance.high[edge] || instance.high[edge] >= instance.vertices) {
            fail(path + ": edge " + std::to_string(edge) + " has ends that it cannot have");
        }
    }
    return instance;
}

// The most memory that this process has had so far, as JSON: megabytes, where the system tells (Linux).
std::string peak_memory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("VmHWM:", 0) != 0) continue;
        char text[32];
        std::snprintf(text, sizeof text, "%.1f", std::atof(line.c_str() + 6) / 1024);
        return text;
    }
    return "null";
}

// The mate of every vertex, -1 for none.
template <class Solver>
std::vector<int> mates(const Graph& graph, const Solver& solver) {
    std::vector<int> mate(graph.nodeNum());
    for (int vertex = 0; vertex < graph.nodeNum(); ++vertex) {
        mate[vertex] = Graph::id(solver.mate(Graph::nodeFromId(vertex)));
    }
    return mate;
}

int main(int count, char** words) {
    const std::string mode = count == 3 ? words[2] : "";
    if (mode != "mwm" && mode != "perfect") fail("give FILE.bin and a mode, mwm or perfect");
    const Instance instance = read(words[1]);
    const std::size_t edges = instance.weight.size();
    const std::string base = peak_memory();

    const auto start = Clock::now();
    Graph graph;
    graph.reserveNode(static_cast<int>(instance.vertices));
    graph.reserveEdge(static_cast<int>(edges));
    for (std::uint64_t vertex = 0; vertex < instance.vertices; ++vertex) graph.addNode();
    for (std::size_t edge = 0; edge < edges; ++edge) {
        graph.addEdge(Graph::nodeFromId(instance.low[edge]), Graph::nodeFromId(instance.high[edge]));
    }
    Weights weight(graph);
    for (std::size_t edge = 0; edge < edges; ++edge) {
        weight[Graph::edgeFromId(static_cast<int>(edge))] = instance.weight[edge];
    }
    const auto built = Clock::now();
    Clock::time_point solved;
    std::vector<int> mate;
    if (mode == "mwm") {
        lemon::MaxWeightedMatching<Graph, Weights> solver(graph, weight);
        solver.run();
        mate = mates(graph, solver);
        solved = Clock::now();
    } else {
        lemon::MaxWeightedPerfectMatching<Graph, Weights> solver(graph, weight);
        if (!solver.run()) fail("there is no perfect matching");
        mate = mates(graph, solver);
        solved = Clock::now();
    }
    const std::string peak = peak_memory();

    // No two edges join the same vertices: as many are matched as vertices with mates, or some pair is no edge.
    std::int64_t objective = 0;
    std::size_t cardinality = 0, matched = 0;
    for (std::size_t edge = 0; edge < edges; ++edge) {
        if (mate[instance.low[edge]] == static_cast<int>(instance.high[edge])) {
            objective += instance.weight[edge];
            ++cardinality;
        }
    }
    for (std::size_t vertex = 0; vertex < mate.size(); ++vertex) {
        if (mate[vertex] < 0) continue;
        ++matched;
        if (mate[mate[vertex]] != static_cast<int>(vertex)) fail("a vertex is not the mate of its mate");
    }
    if (matched != 2 * cardinality) fail("a pair is no edge");
    if (mode == "perfect" && matched != mate.size()) fail("somebody is left single");

    const auto seconds = [](auto from, auto to) { return std::chrono::duration<double>(to - from).count(); };
    std::printf("{\"peer\":\"lemon\",\"version\":\"lemon %s\",\"objective\":%lld,\"cardinality\":%zu,"
                "\"build_seconds\":%.9f,\"solve_seconds\":%.9f,\"seconds\":%.9f,"
                "\"peak_rss_mb\":%s,\"base_rss_mb\":%s}\n",
                LEMON_VERSION, static_cast<long long>(objective), cardinality, seconds(start, built),
                seconds(built, solved), seconds(start, solved), peak.c_str(), base.c_str());
}
