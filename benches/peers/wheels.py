#!/usr/bin/env python3
"""Races crosstie against published Python wheels on the same instance file.

    wheels.py FILE.bin [MODE] [--after EARLIER.bin] [--runs 3] [--timeout 300] [--peers a,b] [--json FILE]
              [--crosstie PROGRAM]

FILE is what `cargo run --release -- write` makes. MODE of a sparse one is full (everybody on the left matched), mcw
(most pairs first) or mwm (highest score); a matrix has none, everybody is matched at the least cost.

Each run of each peer has a process of its own with one thread, and all take turns. Seconds run from the arrays in memory
to the matching; reading the file, starting Python and checking the answer are not in them. All answers are added up
here and must agree with what crosstie proves, or the program ends with 1. Crosstie runs as its example:
`cargo build --release --example solve_instance` in the folder of the package makes it.

--after: crosstie and peers that can do so first solve EARLIER, a sparse instance with as many people, and on the clock
only go on from there to FILE. They race from nothing too, and so do the others.

--json adds the figures to FILE, with the fields that `race --json` writes, so that `plot` draws both.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import time

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
THREADS = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


class Sparse:
    """Edges from the left, one place each, to the right, in ascending order."""

    modes = ("full", "mcw", "mwm")

    def __init__(self, lefts, rights, left, right, weight, capacity):
        self.lefts, self.rights, self.edges = lefts, rights, len(weight)
        self.left, self.right, self.weight, self.capacity = left, right, weight, capacity

    def worth(self, mode, left, right):
        """Pairs and weight of a matching, or why it is none."""
        at_right = np.bincount(right, minlength=self.rights)
        if len(np.unique(left)) < len(left) or (at_right > self.capacity).any():
            raise Wrong("it matches somebody beyond their places")
        if mode == "full" and len(left) < self.lefts:
            raise Wrong(f"it leaves {self.lefts - len(left)} unmatched")
        keys = self.left.astype(np.int64) * self.rights + self.right
        wanted = np.asarray(left, np.int64) * self.rights + np.asarray(right, np.int64)
        at = np.minimum(np.searchsorted(keys, wanted), self.edges - 1)
        if (keys[at] != wanted).any():
            raise Wrong("it has a pair that is no edge")
        return len(left), int(self.weight[at].sum())


class Dense:
    """A square matrix of costs."""

    modes = ("-",)

    def __init__(self, costs):
        self.costs = costs
        self.lefts = self.rights = len(costs)
        self.edges = costs.size

    def worth(self, mode, left, right):
        if sorted(left) != list(range(self.lefts)) or sorted(right) != list(range(self.rights)):
            raise Wrong("it does not match every row and column once")
        return len(left), int(self.costs[left, right].sum(dtype=np.int64))


class Wrong(Exception):
    """An answer that is none."""


class Cannot(Exception):
    """Why a peer does not take an instance."""


def read(path):
    if not os.path.exists(path):
        sys.exit(f"{path}: not there; make one with cargo run --release -- write")
    with open(path, "rb") as file:
        head = file.read(8)
        if head != b"PEERS001":
            sys.exit(f"{path}: not an instance; make one with cargo run --release -- write")
        kind, a, b, m = (int(number) for number in np.fromfile(file, "<u8", 4))
        if kind == 3 and m == 0:
            return Dense(np.fromfile(file, "<i4", a * b).reshape(a, b))
        if kind == 1:
            left, right = np.fromfile(file, "<u4", m), np.fromfile(file, "<u4", m)
            weight = np.fromfile(file, "<i8", m)
            return Sparse(a, b, left, right, weight, np.fromfile(file, "<u4", b))
    sys.exit(f"{path}: an instance of kind {kind}, which is not raced here; give sparse pairs or integer costs")


# Peers: each gets an instance, its mode and a function to call when its own problem is built, and gives the matched
# left and right. What it gives as a function is read off after the clock, where only Python's own loop is slow.

PEERS = {}


def peer(name, package, takes):
    def add(solve):
        PEERS[name] = (package, takes, solve)
        return solve

    return add


@peer("ortools.SimpleMinCostFlow", "ortools", Sparse)
def _(instance, mode, built):
    from ortools.graph.python import min_cost_flow

    nl, nr, m = instance.lefts, instance.rights, instance.edges
    most, sink = int(instance.weight.max()), nl + nr
    tails = [instance.left.astype(np.int32), np.arange(nl, sink, dtype=np.int32)]
    heads = [(instance.right + nl).astype(np.int32), np.full(nr, sink, np.int32)]
    capacities = [np.ones(m, np.int64), instance.capacity.astype(np.int64)]
    costs = [most - instance.weight, np.zeros(nr, np.int64)]
    if mode != "full":
        # Everybody may go straight to the sink: for more than all pairs together where pairs come first.
        tails.append(np.arange(nl, dtype=np.int32))
        heads.append(np.full(nl, sink, np.int32))
        capacities.append(np.ones(nl, np.int64))
        costs.append(np.full(nl, most * nl + 1 if mode == "mcw" else most, np.int64))
    supplies = np.zeros(sink + 1, np.int64)
    supplies[:nl], supplies[sink] = 1, -nl
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(*map(np.concatenate, (tails, heads, capacities, costs)))
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    built()
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise Wrong(f"it ends with {status}")
    used = flow.flows(arcs[:m]) > 0
    return instance.left[used], instance.right[used]


def places(instance):
    """Each edge once for every place of its right vertex, and whose each place is."""
    owner = np.repeat(np.arange(instance.rights), instance.capacity)
    first = np.cumsum(instance.capacity, dtype=np.int64) - instance.capacity
    copies = instance.capacity[instance.right].astype(np.int64)
    edge = np.repeat(np.arange(instance.edges), copies)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(copies) - copies, copies)
    return instance.left[edge], first[instance.right[edge]] + nth, instance.weight[edge], owner


@peer("ortools.SimpleLinearSumAssignment", "ortools", (Sparse, Dense))
def _(instance, mode, built):
    from ortools.graph.python import linear_sum_assignment

    if isinstance(instance, Dense):
        n = instance.lefts
        left, place = np.repeat(np.arange(n), n), np.tile(np.arange(n), n)
        cost, owner = instance.costs.ravel(), np.arange(n)
    else:
        if mode != "full" or int(instance.capacity.sum()) != instance.lefts:
            raise Cannot("only matches everybody, with as many places as people")
        left, place, weight, owner = places(instance)
        cost = weight.max() - weight
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(left.astype(np.int32), place.astype(np.int32), cost.astype(np.int64))
    built()
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise Wrong(f"it ends with {status}")

    def pairs():
        mates = [solver.right_mate(left) for left in range(instance.lefts)]
        return np.arange(instance.lefts), owner[mates]

    return pairs


@peer("scipy.min_weight_full_bipartite_matching", "scipy", Sparse)
def _(instance, mode, built):
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    left, place, weight, owner = places(instance)
    # No cost is 0, which would be no edge.
    most = weight.max() + 1
    cost = (most - weight).astype(np.float64)
    columns = len(owner)
    if mode != "full":
        # A place of their own for everybody: to leave somebody out costs more than all pairs together where pairs come
        # first, else as much as a weight of 0.
        alone = np.arange(instance.lefts)
        left, place = np.concatenate([left, alone]), np.concatenate([place, columns + alone])
        out = float(most) * instance.lefts + 1 if mode == "mcw" else float(most)
        cost = np.concatenate([cost, np.full(instance.lefts, out)])
        columns += instance.lefts
    graph = csr_array((cost, (left, place)), shape=(instance.lefts, columns))
    built()
    rows, chosen = min_weight_full_bipartite_matching(graph)
    real = chosen < len(owner)
    return rows[real], owner[chosen[real]]


def network(instance, mode):
    """LEMON's network simplex. Gives a function like those of peers, which goes on from what it solved last."""
    import pylmcf

    nl, nr, m = instance.lefts, instance.rights, instance.edges
    sink, out = nl + nr, int(mode != "full")
    # Edges are in ascending order: to candidates, straight to the sink as above, and from the right to the sink.
    at = np.arange(m) + out * instance.left.astype(np.int64)
    degrees = np.concatenate([np.bincount(instance.left, minlength=nl) + out, np.ones(nr, np.int64)])
    tails = np.repeat(np.arange(sink, dtype=np.int32), degrees)
    heads = np.full(len(tails), sink, np.int32)
    heads[at] = instance.right + nl
    capacities = np.ones(len(tails), np.int64)
    capacities[-nr:] = instance.capacity
    supplies = np.zeros(sink + 1, np.int64)
    supplies[:nl], supplies[sink] = 1, -nl
    graph = pylmcf.Graph(sink + 1, tails, heads)
    graph.set_edge_capacities(capacities)
    graph.set_node_supply(supplies)

    def solve(instance, mode, built):
        most = int(instance.weight.max())
        costs = np.full(len(tails), most * nl + 1 if mode == "mcw" else most)
        costs[at] = most - instance.weight
        costs[-nr:] = 0
        graph.set_edge_costs(costs)
        built()
        graph.solve()
        used = graph.result()[at] > 0
        return instance.left[used], instance.right[used]

    return solve


@peer("pylmcf", "pylmcf", Sparse)
def _(instance, mode, built):
    return network(instance, mode)(instance, mode, built)


# Who can go on from an earlier answer, where weights alone have changed.
WARM = {"pylmcf": network}


@peer("lapx.lapmod", "lapx", Sparse)
def _(instance, mode, built):
    import lap

    if mode != "full" or instance.lefts != instance.rights or (instance.capacity != 1).any():
        raise Cannot("only matches everybody, one to one, in a square")
    n = instance.lefts
    starts = np.concatenate([[0], np.cumsum(np.bincount(instance.left, minlength=n))]).astype(np.int32)
    costs = (instance.weight.max() - instance.weight).astype(np.float64)
    columns = instance.right.astype(np.int32)
    built()
    chosen, _ = lap.lapmod(n, costs, starts, columns, return_cost=False)
    return np.arange(n), chosen


@peer("scipy.linear_sum_assignment", "scipy", Dense)
def _(instance, mode, built):
    from scipy.optimize import linear_sum_assignment

    return linear_sum_assignment(instance.costs)


def lapx(name, columns):
    @peer(f"lapx.{name}", "lapx", Dense)
    def _(instance, mode, built):
        import lap

        costs = instance.costs.astype(np.float64)
        built()
        answer = getattr(lap, name)(costs, return_cost=False)
        return columns(instance.lefts, answer)


lapx("lapjv", lambda n, answer: (np.arange(n), answer[0]))
for solver in ("lapjvx", "lapjvs", "lapjvr", "lapjvc"):
    lapx(solver, lambda n, answer: (answer[0], answer[1]))


def memory(field):
    """Megabytes of this process, where the system tells (Linux)."""
    try:
        with open("/proc/self/status") as status:
            line = next(line for line in status if line.startswith(field))
    except (OSError, StopIteration):
        return None
    return round(int(line.split()[1]) / 1024, 1)


def one(name, path, mode, after=None):
    """What the process of one run does: prints a line of JSON."""
    package, _, solve = PEERS[name]
    instance = read(path)
    # Imported before the clock.
    modules = {"ortools": ("ortools.graph.python.min_cost_flow", "ortools.graph.python.linear_sum_assignment"),
               "scipy": ("scipy.sparse.csgraph", "scipy.optimize"), "lapx": ("lap",), "pylmcf": ("pylmcf",)}
    for module in modules[package]:
        __import__(module)
    earlier = read(after) if after else None
    base, marks = memory("VmRSS"), []
    try:
        if earlier:
            arrays = ("left", "right", "capacity")
            if not all(np.array_equal(getattr(earlier, array), getattr(instance, array)) for array in arrays):
                raise Cannot("only goes on where weights alone have changed")
            solve = WARM[name](earlier, mode)
            solve(earlier, mode, lambda: None)
        start = time.perf_counter()
        answer = solve(instance, mode, lambda: marks.append(time.perf_counter()))
        end = time.perf_counter()
        peak = memory("VmHWM")
        left, right = answer() if callable(answer) else answer
        cardinality, objective = instance.worth(mode, left, right)
    except Cannot as reason:
        return {"left_out": str(reason)}
    except Exception as wrong:  # Whatever a wheel raises is its result.
        return {"wrong": f"{type(wrong).__name__}: {wrong}" if not isinstance(wrong, Wrong) else str(wrong)}
    middle = marks[0] if marks else start
    return {"objective": objective, "cardinality": cardinality, "build_seconds": middle - start,
            "solve_seconds": end - middle, "seconds": end - start, "peak_rss_mb": peak, "base_rss_mb": base}


def run(command, timeout):
    """The JSON that a process prints, or what it says instead."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, env={**os.environ, **THREADS})
    except subprocess.TimeoutExpired:
        return {"left_out": f"takes more than {timeout:g} s"}
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["no word"]
        return {"wrong": f"it ended with {done.returncode}: {said[-1]}"}
    return json.loads(done.stdout.splitlines()[-1])


def figures(runs):
    """The medians, as in the files of `race`."""
    middle = {key: statistics.median(run[key] for run in runs)
              for key in ("build_seconds", "solve_seconds", "seconds")}
    peaks = {key: max(run[key] for run in runs) for key in ("peak_rss_mb", "base_rss_mb")
             if all(run.get(key) is not None for run in runs)}
    return {"objective": runs[0]["objective"], "cardinality": runs[0]["cardinality"], **middle,
            "seconds_min": min(run["seconds"] for run in runs), "runs": len(runs), **peaks}


def told(seconds):
    unit, scale = ("s", 1) if seconds >= 1 else ("ms", 1e3) if seconds >= 1e-3 else ("µs", 1e6)
    return f"{seconds * scale:.3g} {unit}"


def machine():
    processor = platform.machine()
    try:
        with open("/proc/cpuinfo") as lines:
            processor = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return {"processor": processor, "cores": os.cpu_count(), "system": platform.system().lower()}


def race(args):
    instance = read(args.file)
    mode = args.mode or instance.modes[0]
    if mode not in instance.modes:
        sys.exit(f"{args.file} has the modes {', '.join(instance.modes)}, not {mode}")
    if not os.path.exists(args.crosstie):
        sys.exit(f"{args.crosstie}: not there; run cargo build --release --example solve_instance in the folder of "
                 "the package, or give --crosstie")
    stem = os.path.splitext(os.path.basename(args.file))[0]
    commands = {"crosstie": [args.crosstie, args.file, mode]}
    for name, (_, takes, _) in PEERS.items():
        if isinstance(instance, takes) and (not args.peers or name in args.peers.split(",")):
            commands[name] = [sys.executable, os.path.abspath(__file__), "one", name, args.file, mode]
    if args.after:
        earlier = read(args.after)
        sides = [(one.lefts, one.rights) for one in (instance, earlier) if isinstance(one, Sparse)]
        if len(sides) < 2 or sides[0] != sides[1]:
            sys.exit(f"{args.after} and {args.file}: --after is for two sparse instances with as many on each side")
        stem += f" after {os.path.splitext(os.path.basename(args.after))[0]}"
        for name in [name for name in ("crosstie", *WARM) if name in commands]:
            commands[f"{name}, from nothing"] = commands[name]
            commands[name] = [*commands[name], "--after", args.after]
    is_ours = lambda name: name.startswith("crosstie")
    runs = {name: [] for name in commands}
    left_out, errors = {}, []
    names = list(commands)
    for turn in range(args.runs):
        for name in names[turn % len(names):] + names[: turn % len(names)]:
            slow = runs[name] and runs[name][-1]["seconds"] > args.slow
            if name in left_out or slow:
                continue
            result = run(commands[name], args.timeout)
            if "seconds" in result:
                runs[name].append(result)
                continue
            left_out[name] = result.get("left_out") or f"is wrong: {result['wrong']}"
            if "wrong" in result or is_ours(name):
                errors.append(f"{name} {left_out[name]}")
        print(f"run {turn + 1} of {args.runs} done", file=sys.stderr)

    if any(not line.get("proven") for name in filter(is_ours, names) for line in runs[name]):
        errors.append("crosstie does not prove its claim")
    worth = lambda line: (line["objective"],) + (() if mode == "mwm" else (line["cardinality"],))
    for name in names:
        if runs["crosstie"] and any(worth(line) != worth(runs["crosstie"][0]) for line in runs[name]):
            errors.append(f"{name} gets {worth(runs[name][0])}, but crosstie proves {worth(runs['crosstie'][0])}")

    named = re.fullmatch(r"(dense|capacities|one-to-one)-(\w+)-(\d+)-(\d+)", stem)
    row, family, size, seed = named.groups() if named else (stem, "file", instance.lefts, 0)
    kind = {"row": row, "family": family, "mode": "full" if mode == "-" else mode, "size": int(size), "seed": int(seed),
            "lefts": instance.lefts, "rights": instance.rights, "edges": instance.edges}
    records = []
    for name in names:
        if is_ours(name):
            version = runs[name][0]["version"].split()[-1] if runs[name] else ""
        else:
            version = importlib.metadata.version(PEERS[name.split(",")[0]][0])
        record = {**kind, "peer": name, "version": version}
        records.append(record | ({"left_out": left_out[name]} if name in left_out else figures(runs[name])))

    print(f"{', '.join(str(part) for part in machine().values())}\n\n### {stem} {kind['mode']}\n")
    print("| peer | version | seconds | build + solve | ÷ crosstie | beyond the instance |\n"
          "| --- | --- | ---: | ---: | ---: | ---: |")
    ours = next((r["seconds"] for r in records if r["peer"] == "crosstie" and "seconds" in r), None)
    for record in sorted((r for r in records if "seconds" in r), key=lambda r: r["seconds"]):
        name = f"**{record['peer']}**" if record["peer"] == "crosstie" else record["peer"]
        ratio = f"{record['seconds'] / ours:.2f}×" if ours else "—"
        peak = f"{record['peak_rss_mb'] - record['base_rss_mb']:.0f} MB" if "peak_rss_mb" in record else "—"
        print(f"| {name} | {record['version']} | {told(record['seconds'])} | {told(record['build_seconds'])} + "
              f"{told(record['solve_seconds'])} | {ratio} | {peak} |")
    others = [r["seconds"] for r in records if "seconds" in r and not is_ours(r["peer"])]
    if ours and others:
        print(f"\nBest peer ÷ crosstie: **{min(others) / ours:.2f}×**")
    if left_out:
        print("\nLeft out:\n\n" + "\n".join(f"- {name} {reason}" for name, reason in left_out.items()))
    if args.json:
        before = []
        if os.path.exists(args.json):
            with open(args.json) as file:
                before = json.load(file)["records"]
        with open(args.json, "w") as file:
            json.dump({"machine": machine(), "records": before + records}, file, indent=2)
            file.write("\n")
    for error in errors:
        print(f"error: {error}", file=sys.stderr)
    return 1 if errors else 0


def main():
    if len(sys.argv) in (5, 7) and sys.argv[1] == "one":
        print(json.dumps(one(*(word for word in sys.argv[2:] if word != "--after"))))
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("mode", nargs="?")
    parser.add_argument("--after", help="an instance that is solved before the clock starts")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--slow", type=float, default=40, help="seconds; a longer run is not repeated")
    parser.add_argument("--timeout", type=float, default=300, help="seconds of a process")
    parser.add_argument("--peers", help=f"some of {', '.join(PEERS)}")
    parser.add_argument("--json")
    name = "solve_instance.exe" if os.name == "nt" else "solve_instance"
    parser.add_argument("--crosstie", default=os.path.join(HERE, "..", "..", "target", "release", "examples", name))
    return race(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
