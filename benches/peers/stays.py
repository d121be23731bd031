#!/usr/bin/env python3
"""Races crosstie's rotational assignments against mixed integer programmes.

FILE.json... are what `cargo run --release -- stays` makes, with crosstie's answer in them; README.md tells the format.

The programme is written down from the definition: a variable of 0 or 1 for each pair with a score and each period in
which the stay may begin. CP-SAT and HiGHS get the same rows. Most stays first (mcw) is solved twice: their number, then
the score with that number. `choice` is HiGHS too, but by what crosstie knows of instances without conditions: that
periods may be left out, since every choice of pairs with the right sums is a plan. `enumeration` goes through all plans
of a tiny instance, by the definition alone.

Every run has a process of its own with one thread, three of each unless one takes over 2 s, and all take turns. Every
plan is checked and added up here, by the definition. This ends with 1 where a plan is none, or is better than another
proves that any can be: so where two proven optima differ, and where one finds a plan and another proves that there is
none. Who has proven nothing after --slow seconds of solving is left out of larger instances of that family and goal.
"""

import argparse
import itertools
import json
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from general import take_turns
from wheels import figures, machine, told

# Person, host, and the period in which it begins.
Stay = tuple[int, int, int]
# The number of stays where the mode counts them first, and the score.
Worth = list[int]
# The sum of some variables less the sum of others, and the least and the most of it.
Row = tuple[list[int], list[int], float, float]
# What is known of one peer on one instance, as in the files of `race`.
Record = dict[str, Any]

CONDITIONS = ["away", "length", "changes", "orders", "requirements", "groups", "fixed"]
# Statuses of who has a plan, and of who knows all; the other is `unknown`. A `choice` is one without periods.
PLANNED, PROVEN = ("optimal", "feasible"), ("optimal", "choice", "infeasible")


class Wrong(Exception):
    """A plan that is none."""


class Instance:
    def __init__(self, path: str):
        self.path = path
        self.data: dict[str, Any] = dict.fromkeys(CONDITIONS, []) | json.loads(Path(path).read_text())
        self.mode = self.data["mode"]
        self.periods = range(1, self.data["periods"] + 1)
        self.most = self.data["people"]
        self.score = {(person, host): score for person, host, score in self.data["scores"]}
        self.length = self.data["length"] or [1] * len(self.data["hosts"])
        everywhere = itertools.product(enumerate(self.data["hosts"]), self.periods)
        self.staff = {(host, period): limits for (host, limits), period in everywhere}
        self.staff |= {(host, period): limits for host, period, *limits in self.data["changes"]}
        self.size = (len(self.most), len(self.data["hosts"]), len(self.periods))
        # What is told in one line of the table, but for the size.
        conditions = [name for name in CONDITIONS if self.data[name]]
        self.kind = (self.data.get("family") or "file", ", ".join(conditions), self.mode)

    def record(self) -> Record:
        """What tells it in a file of measurements."""
        family, conditions, mode = self.kind
        people, hosts, periods = self.size
        return {"row": "stays", "family": family, "conditions": conditions, "mode": mode, "size": people,
                "hosts": hosts, "periods": periods, "seed": self.data.get("seed", 0), "edges": len(self.score)}

    def during(self, stay: Stay) -> range:
        return range(stay[2], stay[2] + self.length[stay[1]])

    @cached_property
    def starts(self) -> list[Stay]:
        """All stays that are possible by themselves."""
        away = {(person, period) for person, periods in self.data["away"] for period in periods}
        stays = ((*pair, start) for pair in self.score for start in self.periods)
        return [stay for stay in stays if self.during(stay)[-1] in self.periods
                and not any((stay[0], period) in away for period in self.during(stay))]

    @cached_property
    def possible(self) -> set[Stay]:
        return set(self.starts)

    def suits(self, stays: list[Stay]) -> bool:
        """Whether these may be all stays of a person."""
        at = {stay[1]: self.during(stay) for stay in stays}
        busy = [period for periods in at.values() for period in periods]
        ended = lambda first, then: at[first][-1] < at[then][0]
        return (len(at) == len(stays) and len(set(busy)) == len(busy)
                and all(len(stays) <= self.most[stay[0]] for stay in stays)
                and all(ended(a, b) for a, b in self.data["orders"] if a in at and b in at)
                and all(a in at and ended(a, b) for a, b in self.data["requirements"] if b in at))

    def worth(self, stays: list[Stay]) -> Worth:
        """What a plan is worth, or why it is none."""
        if impossible := set(stays) - self.possible:
            raise Wrong(f"it has {impossible}")
        of = defaultdict(list)
        for stay in stays:
            of[stay[0]].append(stay)
        if unsuited := [own for own in of.values() if not self.suits(own)]:
            raise Wrong(f"nobody may have all of {unsuited[0]}")
        there = Counter((stay[1], period) for stay in stays for period in self.during(stay))
        for place, (least, most) in self.staff.items():
            if not least <= there[place] <= most:
                raise Wrong(f"it has {there[place]}, not {least} to {most}, at (host, period) {place}")
        for people, most in self.data["groups"]:
            absent = Counter(period for person in people for stay in of[person] for period in self.during(stay))
            if any(count > most for count in absent.values()):
                raise Wrong(f"it has more than {most} of {people} on a stay at once")
        if missing := {tuple(stay) for stay in self.data["fixed"]} - set(stays):
            raise Wrong(f"it does not have {missing}")
        return self.total(stays)

    def total(self, stays: list[Stay]) -> Worth:
        score = sum(self.score[stay[:2]] for stay in stays)
        return [len(stays), score] if self.mode == "mcw" else [score]


def definition(instance: Instance) -> tuple[list[Stay], list[Row]]:
    """A variable for each stay that is possible, and the definition as rows over them."""
    data, starts, groups = instance.data, instance.starts, defaultdict(list)
    for at, (people, _) in enumerate(data["groups"]):
        for person in people:
            groups[person].append(at)
    of, pair, busy, there, absent = (defaultdict(list) for _ in range(5))
    for i, stay in enumerate(starts):
        of[stay[0]].append(i)
        pair[stay[:2]].append(i)
        for period in instance.during(stay):
            busy[stay[0], period].append(i)
            there[stay[1], period].append(i)
            for group in groups[stay[0]]:
                absent[group, period].append(i)
    found: list[Row] = [(those, [], 0, 1) for those in (*pair.values(), *busy.values())]
    found += [(those, [], 0, instance.most[person]) for person, those in of.items()]
    found += [(there[place], [], least, most) for place, (least, most) in instance.staff.items()]
    found += [(those, [], 0, data["groups"][group][1]) for (group, _), those in absent.items()]
    index = {stay: i for i, stay in enumerate(starts)} if data["fixed"] else {}
    found += [([index[stay]] if stay in index else [], [], 1, 1) for stay in map(tuple, data["fixed"])]
    begun = lambda person, host, period: [i for i in pair[person, host] if starts[i][2] <= period]
    ended = lambda person, host, period: [i for i in pair[person, host] if instance.during(starts[i])[-1] < period]
    for person, period in itertools.product(range(len(instance.most)), instance.periods):
        for a, b in data["orders"]:
            unended = set(pair[person, a]) - set(ended(person, a, period))
            found.append((sorted({*unended, *begun(person, b, period)}), [], 0, 1))
        for a, b in data["requirements"]:
            found.append((begun(person, b, period), ended(person, a, period), -math.inf, 0))
    return starts, [row for row in found if row[0] or row[2] > 0]


def without_periods(instance: Instance) -> tuple[list[Stay], list[Row]]:
    """A variable for each pair, and the sums over all periods."""
    of, there, periods = defaultdict(list), defaultdict(list), len(instance.periods)
    for i, (person, host) in enumerate(instance.score):
        of[person].append(i)
        there[host].append(i)
    found: list[Row] = [(those, [], 0, min(instance.most[person], periods)) for person, those in of.items()]
    found += [(there[host], [], least * periods, most * periods)
              for host, (least, most) in enumerate(instance.data["hosts"])]
    return [(*pair, 0) for pair in instance.score], found


# A solver gets the number of variables, rows, what each variable is worth, the variables of a plan to start from, and
# seconds. It gives its status, the variables that are 1, a bound, and the seconds in which it built and solved.
Solved = tuple[str, list[int], int | None, float, float]


def cp_sat(count: int, rows: list[Row], values: list[int], hint: list[int], slow: float) -> Solved:
    from ortools.sat.python import cp_model

    start = time.perf_counter()
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(count)]
    for plus, minus, least, most in rows:
        sum_of = cp_model.LinearExpr.weighted_sum([x[i] for i in plus + minus], [1] * len(plus) + [-1] * len(minus))
        model.add_linear_constraint(sum_of, int(max(least, -len(minus))), int(most))
    model.maximize(cp_model.LinearExpr.weighted_sum(x, values))
    if hint:
        chosen = set(hint)
        for i in range(count):
            model.add_hint(x[i], i in chosen)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 1, slow
    # All rows as a linear programme, without which it takes far longer here.
    solver.parameters.linearization_level = 2
    built = time.perf_counter()
    status = solver.solve(model)
    seconds = (built - start, time.perf_counter() - built)
    if status == cp_model.INFEASIBLE:
        return "infeasible", [], None, *seconds
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return "unknown", [], None, *seconds
    bound = round(solver.best_objective_bound)
    chosen = [i for i in range(count) if solver.boolean_value(x[i])]
    return "optimal" if status == cp_model.OPTIMAL else "feasible", chosen, bound, *seconds


def highs(count: int, rows: list[Row], values: list[int], _: list[int], slow: float) -> Solved:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    start = time.perf_counter()
    columns = np.fromiter((i for plus, minus, *_ in rows for i in plus + minus), np.int32)
    signs = np.fromiter((sign for plus, minus, *_ in rows for sign in [1.0] * len(plus) + [-1.0] * len(minus)), float)
    ends = np.cumsum([0] + [len(plus) + len(minus) for plus, minus, *_ in rows])
    matrix = csr_array((signs, columns, ends), shape=(len(rows), count))
    limits = LinearConstraint(matrix, [row[2] for row in rows], [row[3] for row in rows])
    built = time.perf_counter()
    # By itself it would end within 0.01 % of the optimum.
    options = {"time_limit": slow, "mip_rel_gap": 0}
    result = milp(-np.array(values, float), integrality=np.ones(count), bounds=Bounds(0, 1), constraints=limits,
                  options=options)
    seconds = (built - start, time.perf_counter() - built)
    if result.status == 2:
        return "infeasible", [], None, *seconds
    bound = None
    if result.mip_dual_bound is not None and math.isfinite(result.mip_dual_bound):
        # In floating point it holds but for so much.
        bound = math.floor(-result.mip_dual_bound + max(1e-6 * abs(result.mip_dual_bound), 0.01))
    if result.x is None:
        return "unknown", [], bound, *seconds
    return "optimal" if result.status == 0 else "feasible", np.flatnonzero(result.x > 0.5).tolist(), bound, *seconds


def programme(solver: Callable[..., Solved], write: Callable[[Instance], tuple[list[Stay], list[Row]]],
              instance: Instance, slow: float) -> Record:
    start = time.perf_counter()
    starts, model = write(instance)
    scores = [instance.score[stay[:2]] for stay in starts]
    written = time.perf_counter() - start
    # Bounds that hold without a solver.
    everything, count = sum(score for score in scores if score > 0), len(starts)
    if instance.mode == "mwm":
        status, chosen, bound, build, solve = solver(count, model, scores, [], slow)
        bounds = [everything if bound is None else bound]
    else:
        status, chosen, bound, build, solve = solver(count, model, [1] * count, [], slow)
        bounds = [count if bound is None else bound, everything]
        if status == "optimal":
            model.append((list(range(count)), [], len(chosen), len(chosen)))
            status, better, bound, *more = solver(count, model, scores, chosen, max(slow - solve, 0.1))
            bounds = [len(chosen), everything if bound is None else bound]
            # The plan of the first is one of the second.
            status, chosen = ("feasible", chosen) if status == "unknown" else (status, better)
            build, solve = build + more[0], solve + more[1]
    stays = [starts[i] for i in chosen]
    # What is optimal is its own bound, whatever floating point makes of it.
    known = {"optimal": instance.total(stays), "infeasible": None}.get(status, bounds)
    return {"status": status, "stays": stays, "bound": known, "build_seconds": written + build, "solve_seconds": solve}


def choice(instance: Instance, slow: float) -> Record:
    if instance.kind[1]:
        return {"left_out": "is for instances without conditions"}
    answer = programme(highs, without_periods, instance, slow)
    # It is no plan before its pairs have periods.
    answer["status"] = {"optimal": "choice", "feasible": "unknown"}.get(answer["status"], answer["status"])
    return answer | {"stays": []}


def enumeration(instance: Instance, _: float) -> Record:
    start, of = time.perf_counter(), defaultdict(list)
    for stay in instance.starts:
        of[stay[0]].append(stay)
    if any(len(own) > 9 for own in of.values()):
        return {"left_out": "is for tiny instances"}
    subsets = [[some for count in range(len(own) + 1) for some in itertools.combinations(own, count)
                if instance.suits(list(some))] for own in of.values()]
    if math.prod(map(len, subsets)) > 50_000:
        return {"left_out": "is for tiny instances"}
    plans: list[tuple[Worth, list[Stay]]] = []
    for some in itertools.product(*subsets):
        plan = list(itertools.chain(*some))
        try:
            plans.append((instance.worth(plan), plan))
        except Wrong:
            continue
    bound, stays = max(plans, default=(None, []))
    return {"status": "optimal" if plans else "infeasible", "stays": stays, "bound": bound, "build_seconds": 0.0,
            "solve_seconds": time.perf_counter() - start}


# By name: the package whose version is told, and what solves.
PEERS: dict[str, tuple[str, Callable[[Instance, float], Record]]] = {
    "CP-SAT": ("ortools", partial(programme, cp_sat, definition)),
    "HiGHS": ("scipy", partial(programme, highs, definition)),
    "choice": ("scipy", choice),
    "enumeration": ("numpy", enumeration),
}


def one(peer: str, path: str, slow: str) -> Record:
    """What the process of one run does: prints a line of JSON."""
    instance = Instance(path)
    answer = PEERS[peer][1](instance, float(slow))
    if "left_out" in answer:
        return answer
    objective = instance.total(answer["stays"]) if answer["status"] in PLANNED else None
    return answer | {"objective": objective, "cardinality": len(answer["stays"]),
                     "seconds": answer["build_seconds"] + answer["solve_seconds"]}


def mistakes(instance: Instance, answers: list[tuple[str, Record]]) -> Iterator[str]:
    """What is wrong with the answers to one instance."""
    plans: list[tuple[str, Worth]]
    plans = [(name, answer["bound"]) for name, answer in answers if answer["status"] == "choice"]
    for name, answer in answers:
        if answer["status"] in PLANNED:
            try:
                plans.append((name, worth := instance.worth([tuple(stay) for stay in answer["stays"]])))
            except Wrong as why:
                yield f"{name} is wrong: {why}"
            else:
                if answer["objective"] != worth or (answer["status"] == "optimal" and answer["bound"] != worth):
                    yield f"{name} has a plan of {worth}, but claims {answer['objective']} and {answer['bound']}"
    for (name, worth), (other, answer) in itertools.product(plans, answers):
        if answer["status"] == "infeasible":
            yield f"{name} has a plan of {worth}, but {other} says that there is none"
        elif answer["bound"] and worth > answer["bound"]:
            yield f"{name} has a plan of {worth}, but {other} says that none exceeds {answer['bound']}"


def race(args: argparse.Namespace) -> tuple[list[Record], list[str]]:
    """All that was measured, and what is wrong with it."""
    records: list[Record] = []
    errors: list[str] = []
    late: dict[tuple[str, ...], int] = {}
    for instance in sorted(map(Instance, args.files), key=lambda instance: (instance.kind, math.prod(instance.size))):
        size = math.prod(instance.size)
        commands = {name: [sys.executable, __file__, "one", name, instance.path, str(args.slow)] for name in args.peers
                    if size <= late.get((name, *instance.kind), size)}
        # A solver stops by itself, mostly: HiGHS does not look at its clock in every long step.
        runs, known = take_turns(commands, 2 * args.slow + 30)
        found = [f"{name} is wrong: {why['wrong']}" for name, why in known.items() if "wrong" in why]
        answers = [(name, answer) for name, of in runs.items() for answer in of]
        known |= {name: of[0] | figures(of) for name, of in runs.items() if of}
        if ours := instance.data.get("crosstie"):
            known["crosstie"] = ours | {"cardinality": len(ours.get("stays", []))}
            answers += [("crosstie", ours)] if "status" in ours else []
        found += mistakes(instance, answers)
        errors += [f"{instance.path}: {what}" for what in dict.fromkeys(found)]
        for name in ("crosstie", *args.peers):
            what = known.get(name, {"left_out": "took too long on a smaller one" if name in PEERS else "is not solved"})
            if name in PEERS:
                what = {"version": f"{PEERS[name][0]} {version(PEERS[name][0])}"} | what
            if name in commands and what.get("status") not in PROVEN and not unfit(what):
                late.setdefault((name, *instance.kind), size)
            record = instance.record() | {"peer": name} | what
            records.append({key: value for key, value in record.items() if key != "stays"})
        print(f"{instance.path} done", file=sys.stderr)
    return records, errors


def unfit(record: Record) -> bool:
    return record.get("left_out", "").startswith("is for")


def proven(records: list[Record]) -> bool:
    return all(record.get("status") in PROVEN for record in records)


def cell(ours: list[Record], theirs: list[Record], slow: float) -> str:
    """Medians of all seeds, and of ratios the least and the greatest as well; or what they are more than."""
    if any(map(unfit, theirs)):
        return "—"
    late = not proven(theirs)
    seconds = [slow if late else record["solve_seconds"] for record in theirs]
    text = f"> {slow:g} s" if late else told(median(seconds))
    if not proven(ours):
        return text
    ratios = [their / our["seconds"] for our, their in zip(ours, seconds)]
    if late:
        return f"{text}, > {math.floor(min(ratios)):,}×"
    middle, least, most = (f"{ratio:,.{int(ratio < 9.95)}f}" for ratio in (median(ratios), min(ratios), max(ratios)))
    return f"{text}, {middle}× ({least}–{most})"


def line(records: list[Record], peers: list[str], slow: float) -> str:
    """A line of the table, of all seeds."""
    ours, *others = ([record for record in records if record["peer"] == name] for name in ("crosstie", *peers))
    first, none = records[0], len({record["seed"] for record in records if record.get("status") == "infeasible"})
    size = f"{first['size']:,} × {first['hosts']} × {first['periods']}"
    cells = [first["family"], first["conditions"], first["mode"], size, f"{first['edges']:,}", f"{none} of {len(ours)}",
             told(median(record["seconds"] for record in ours)) if proven(ours) else "not proven",
             *(cell(ours, theirs, slow) for theirs in others)]
    return f"| {' | '.join(cells)} |"


def report(args: argparse.Namespace, records: list[Record]) -> None:
    versions = ", ".join(sorted({f"{one['peer']} {one['version']}" for one in records if "version" in one}))
    seeds = ", ".join(map(str, sorted({record["seed"] for record in records})))
    print(f"{', '.join(map(str, machine().values()))}; {versions}; seeds {seeds}\n")
    heads = ["family", "conditions", "goal", "people × hosts × periods", "pairs", "without a plan", "crosstie",
             *(f"{name} solves, ÷ crosstie" for name in args.peers)]
    print(f"| {' | '.join(heads)} |\n| --- | --- | --- |{' ---: |' * (len(heads) - 3)}")
    keys = ("family", "conditions", "mode", "size", "hosts", "periods")
    for _, group in itertools.groupby(records, lambda record: [record[key] for key in keys]):
        print(line(list(group), args.peers, args.slow))
    if args.json:
        args.json.write_text(json.dumps({"machine": machine(), "records": records}, indent=1) + "\n")


def main() -> int:
    if sys.argv[1:2] == ["one"]:
        print(json.dumps(one(*sys.argv[2:])))
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE.json")
    parser.add_argument("--peers", type=lambda text: text.split(","), default=["CP-SAT", "HiGHS", "choice"],
                        help=f"some of {', '.join(PEERS)}")
    parser.add_argument("--slow", type=float, default=60, help="seconds of solving")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    for name in args.peers:
        if name not in PEERS:
            parser.error(f"--peers {name}: give some of {', '.join(PEERS)}")
    records, errors = race(args)
    report(args, records)
    sys.stderr.writelines(f"error: {error}\n" for error in errors)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
