#!/usr/bin/env python3
"""Races crosstie against LEMON at matching in general graphs.

Instances are made here from their row, family, number of vertices and seed; a family may stand in place of a row:

    sparse    uniform           random edges, weights 1 to 1,000,000
              clustered         profiles near 40 centres in five dimensions; edges to the nearest, weights fall
                                with distance
    complete  complete-uniform, complete-clustered: the same with all edges
    others    plane             points in a square; edges to the 10 nearest, weights fall with distance
              ties              random edges, weights 1 to 3
              bipartite         clustered, with edges between the two halves alone; not everybody can be matched

Goals are mwm (highest weight) and, where everybody can be matched, perfect (everybody, at the highest weight): in
complete graphs, and in sparse ones, where a perfect matching is planted.

Every run has a process of its own with one thread, three of each unless one takes over 2 s, and all take turns. Both
programs add up what they return; the objectives must be equal and crosstie's proven, or this ends with 1. A process
that takes more than --slow seconds is stopped, and its program left out of that family and goal from there on.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist

from wheels import figures, machine, run, told

HERE = Path(__file__).resolve().parent
RUNS, LONG = 3, 2.0
HEAVIEST = 1_000_000
SIZES = {"sparse": [1_000, 10_000, 100_000], "complete": [500, 1_000, 2_000], "others": [1_000, 10_000, 100_000]}

Random = np.random.Generator
# Both ends of each, and the weights.
Edges = tuple[np.ndarray, np.ndarray]
# What is known of one program on one instance, as in the files of `race`.
Record = dict[str, Any]


def crowd(random: Random, count: int) -> np.ndarray:
    """Profiles near 40 centres in five dimensions; centres differ in how many are near them."""
    centres, shares = random.random((40, 5)), random.exponential(size=40)
    nearby = random.choice(40, size=count, p=shares / shares.sum())
    return centres[nearby] + random.normal(scale=0.15, size=(count, 5))


def weights(closeness: np.ndarray) -> np.ndarray:
    """Of numbers up to 1."""
    return np.maximum(1, np.rint(HEAVIEST * closeness)).astype(np.int64)


def apart(points: np.ndarray, ends: np.ndarray) -> np.ndarray:
    return np.linalg.norm(points[ends[0]] - points[ends[1]], axis=1)


def nearest(of: np.ndarray, among: np.ndarray, count: int) -> np.ndarray:
    """Each point with those nearest to it."""
    found = cKDTree(among).query(of, k=np.arange(1, min(count, len(among)) + 1))[1]
    return np.stack([np.repeat(np.arange(len(of)), found.shape[1]), found.ravel()])


def drawn(random: Random, vertices: int, degree: int) -> np.ndarray:
    return random.integers(vertices, size=(2, vertices * degree // 2))


def planted(random: Random, vertices: int, ends: np.ndarray) -> np.ndarray:
    """These edges and a perfect matching."""
    return np.hstack([ends, random.permutation(vertices).reshape(2, -1)])


def uniform(random: Random, vertices: int, degree: int) -> Edges:
    ends = planted(random, vertices, drawn(random, vertices, degree))
    return ends, random.integers(1, HEAVIEST, endpoint=True, size=ends.shape[1])


def clustered(random: Random, vertices: int, degree: int) -> Edges:
    points = crowd(random, vertices)
    # Everybody is nearest to themselves.
    ends = planted(random, vertices, nearest(points, points, degree + 1))
    return ends, weights(np.exp(-2 * apart(points, ends)))


def complete_uniform(random: Random, vertices: int, _: int) -> Edges:
    ends = np.stack(np.triu_indices(vertices, 1))
    return ends, random.integers(1, HEAVIEST, endpoint=True, size=ends.shape[1])


def complete_clustered(random: Random, vertices: int, _: int) -> Edges:
    return np.stack(np.triu_indices(vertices, 1)), weights(np.exp(-2 * pdist(crowd(random, vertices))))


def plane(random: Random, vertices: int, _: int) -> Edges:
    points = random.random((vertices, 2))
    distance = apart(points, ends := nearest(points, points, 11))
    # Of the longest, since in a crowded square all are close.
    return ends, weights(1 - distance / distance.max())


def ties(random: Random, vertices: int, degree: int) -> Edges:
    ends = drawn(random, vertices, degree)
    return ends, random.integers(1, 3, endpoint=True, size=ends.shape[1])


def bipartite(random: Random, vertices: int, degree: int) -> Edges:
    points, half = crowd(random, vertices), vertices // 2
    ends = nearest(points[:half], points[half:], degree) + [[0], [half]]
    return ends, weights(np.exp(-2 * apart(points, ends)))


# By name: the row, the goals, and what makes an instance.
FAMILIES: dict[str, tuple[str, list[str], Callable[[Random, int, int], Edges]]] = {
    "uniform": ("sparse", ["mwm", "perfect"], uniform),
    "clustered": ("sparse", ["mwm", "perfect"], clustered),
    "complete-uniform": ("complete", ["mwm", "perfect"], complete_uniform),
    "complete-clustered": ("complete", ["mwm", "perfect"], complete_clustered),
    "plane": ("others", ["mwm"], plane),
    "ties": ("others", ["mwm"], ties),
    "bipartite": ("others", ["mwm"], bipartite),
}


def write(path: Path, vertices: int, edges: Edges) -> int:
    """Writes an instance, in ascending order without loops and repetitions, and gives the number of its edges."""
    (low, high), weight = np.sort(edges[0], axis=0).astype(np.int64), edges[1]
    keys, first = np.unique(low * vertices + high, return_index=True)
    proper = low[first] < high[first]
    keys, first = keys[proper], first[proper]
    with open(path, "wb") as file:
        file.write(b"PEERS001")
        np.array([2, vertices, 0, len(keys)], "<u8").tofile(file)
        (keys // vertices).astype("<u4").tofile(file)
        (keys % vertices).astype("<u4").tofile(file)
        weight[first].astype("<i8").tofile(file)
    return len(keys)


def take_turns(commands: dict[str, list[str | Path]], slow: float) -> tuple[dict[str, list[Record]], dict[str, Record]]:
    """The runs of each program, and of some what keeps them out."""
    runs: dict[str, list[Record]] = {name: [] for name in commands}
    out: dict[str, Record] = {}
    for turn in range(RUNS):
        for name in list(commands)[:: -1 if turn % 2 else 1]:
            if name in out or (runs[name] and runs[name][-1]["seconds"] > LONG):
                continue
            if "seconds" in (result := run(commands[name], slow)):
                runs[name].append(result)
            else:
                out[name] = result
    return runs, out


def mistakes(runs: dict[str, list[Record]], out: dict[str, Record]) -> list[str]:
    """What is wrong with the answers to one instance."""
    found = [f"{name} is wrong: {why['wrong']}" for name, why in out.items() if "wrong" in why]
    if not all(one["proven"] for one in runs.get("crosstie", [])):
        found.append("crosstie does not prove its claim")
    objectives = {name: sorted({one["objective"] for one in of}) for name, of in runs.items() if of}
    if len(set().union(*objectives.values())) > 1:
        found.append("objectives differ: " + ", ".join(f"{name} {of}" for name, of in objectives.items()))
    return found


def race(args: argparse.Namespace, programs: dict[str, Path]) -> tuple[list[Record], list[str]]:
    """All that was measured, and what is wrong with it."""
    records: list[Record] = []
    errors: list[str] = []
    late: set[tuple[str, str, str]] = set()
    wanted = [(name, *family) for name, family in FAMILIES.items() if {name, family[0]} & set(args.rows)]
    instances = [(*family, size, seed) for family in wanted for size in sorted(args.sizes or SIZES[family[1]])
                 for seed in args.seeds]
    for family, row, goals, make, size, seed in instances:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"{family}-{size}-{seed}.bin")
            edges = write(path, size, make(np.random.default_rng([seed, size]), size, args.degree))
            for goal in goals:
                runs, out = take_turns({name: [program, path, goal] for name, program in programs.items()
                                        if (family, goal, name) not in late}, args.slow)
                errors += [f"{family} {size} {goal} seed {seed}: {what}" for what in mistakes(runs, out)]
                late |= {(family, goal, name) for name, why in out.items() if "left_out" in why}
                for name in programs:
                    known = out.get(name, {"left_out": "took too long on an instance before"})
                    if name in runs and name not in out:
                        known = {"version": runs[name][0]["version"].split()[-1], **figures(runs[name])}
                    records.append({"row": row, "family": family, "mode": goal, "size": size, "seed": seed,
                                    "edges": edges, "peer": name, **known})
                print(f"{family} {size} {goal} seed {seed} done", file=sys.stderr)
    return records, errors


HEAD = """\
| family | vertices | edges | goal | crosstie solves | with building | LEMON solves | with building \
| LEMON ÷ crosstie, solving | with building | memory of crosstie | of LEMON |
| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def line(records: list[Record], slow: float) -> str:
    """A line of the table, of all seeds: medians, and of ratios the least and the greatest as well."""
    first, solved, cells = records[0], [], []
    for peer in ("crosstie", "lemon"):
        of = [record for record in records if record["peer"] == peer]
        if of and all("seconds" in record for record in of):
            solved.append(of)
            cells += [told(median(record[key] for record in of)) for key in ("solve_seconds", "seconds")]
        else:
            solved.append([])
            wrong = any("wrong" in record for record in of)
            cells += ["wrong" if wrong else f"> {slow:g} s" if of else "not here"] * 2
    for key in ("solve_seconds", "seconds"):
        ratios = [theirs[key] / ours[key] for ours, theirs in zip(*solved)]
        cells.append(f"{median(ratios):.2f}× ({min(ratios):.2f}–{max(ratios):.2f})" if ratios else "—")
    for of in solved:
        beside = [one["peak_rss_mb"] - one["base_rss_mb"] for one in of if "peak_rss_mb" in one]
        cells.append(f"{median(beside):.1f} MB" if beside else "—")
    edges = median(record["edges"] for record in records)
    return f"| {first['family']} | {first['size']:,} | {edges:,.0f} | {first['mode']} | {' | '.join(cells)} |"


def report(args: argparse.Namespace, programs: dict[str, Path], records: list[Record]) -> None:
    """The table, and what is not in it."""
    versions = ", ".join(sorted({f"{one['peer']} {one['version']}" for one in records if "version" in one}))
    print(f"{', '.join(map(str, machine().values()))}; {versions}; seeds {', '.join(map(str, args.seeds))}\n\n{HEAD}")
    groups: dict[tuple[str, int, str], list[Record]] = {}
    for record in records:
        groups.setdefault((record["family"], record["size"], record["mode"]), []).append(record)
    for group in groups.values():
        print(line(group, args.slow))
    if "lemon" not in programs:
        print(f"\nLEMON is not raced, since {args.lemon} is not there: README.md tells how to build it.")
    if args.json:
        args.json.write_text(json.dumps({"machine": machine(), "records": records}, indent=2) + "\n")


def main() -> int:
    numbers: Callable[[str], list[int]] = lambda text: [int(word) for word in text.split(",")]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=lambda text: text.split(","), default=list(SIZES))
    parser.add_argument("--sizes", type=numbers, help="how many vertices: even numbers, for all rows that are raced")
    parser.add_argument("--seeds", type=numbers, default=[1, 2, 3])
    parser.add_argument("--degree", type=int, default=20, help="edges that sparse families give a vertex")
    parser.add_argument("--slow", type=float, default=60, help="seconds of a process")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--crosstie", type=Path, default=HERE / "../../target/release/examples/solve_instance")
    parser.add_argument("--lemon", type=Path, default=HERE / "lemon")
    args = parser.parse_args()
    if args.degree < 1 or any(size < 2 or size % 2 for size in args.sizes or []):
        parser.error("give even --sizes, so that everybody can have a mate, and a --degree of at least 1")
    for row in args.rows:
        if row not in SIZES and row not in FAMILIES:
            parser.error(f"--rows {row}: give some of {', '.join([*SIZES, *FAMILIES])}")
    if not args.crosstie.exists():
        parser.error(f"{args.crosstie}: not there; README.md tells how to build it, or give --crosstie")
    programs = {"crosstie": args.crosstie.resolve()} | ({"lemon": args.lemon.resolve()} if args.lemon.exists() else {})
    records, errors = race(args, programs)
    report(args, programs, records)
    sys.stderr.writelines(f"error: {error}\n" for error in errors)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
