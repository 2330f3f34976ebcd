#!/usr/bin/env python3
"""Check the proof of a case: was its history changed since the city published its roots?

    python3 verify_history.py bukti-26-0803-0001.json
    python3 verify_history.py bukti-26-0803-0001.json --roots jejak.json

The proof is downloaded from the page of the case, `jejak.json` from the city's page /terbuka/jejak/ (or better: from a
copy that somebody else kept). Needs nothing but Python 3.8, no network, and trusts nothing of the city's programs.
Ends with 0 when everything holds, 1 when something does not, 2 when the files cannot be read.
"""

import argparse
import hashlib
import json
import sys


def sha(data):
    return hashlib.sha256(data).digest()


def node(left, right):
    return sha(b"\x01" + left + right)


def climb(leaf, place, size, path):
    """The root that a leaf's path leads to (RFC 9162, 2.1.3.2); None when the path cannot belong to that place."""
    if not 0 <= place < size:
        return None
    here, last, found = place, size - 1, leaf
    for beside in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            found = node(beside, found)
            while not here & 1 and here != 0:
                here, last = here >> 1, last >> 1
        else:
            found = node(found, beside)
        here, last = here >> 1, last >> 1
    return found if last == 0 else None


def root_hash(root):
    parts = [root["no"], root["day"], root["upto"], root["size"], root["tree"], root["prev"]]
    return sha("|".join(str(part) for part in parts).encode()).hex()


def check_roots(published):
    """Problems of a published list: every hash, and that each root continues the one before."""
    before = None
    for root in published:
        if root_hash(root) != root["hash"]:
            yield "root {}: its content is not what its hash says".format(root["no"])
        if before is not None and (root["no"] != before["no"] + 1 or root["prev"] != before["hash"]):
            yield "root {}: it does not continue root {}".format(root["no"], before["no"])
        before = root


def check_event(event, before, roots):
    """Problems of one event: its text, its link to the event before, its way to its root."""
    seq = event["seq"]
    digest = bytes.fromhex(event["hash"])
    if event["text"]:
        if sha(before + event["text"].encode()) != digest:
            yield f"event {seq}: its text does not fit its hash, or it does not follow the event before"
        elif json.loads(event["text"])[1] != seq:
            yield f"event {seq}: its text says another place"
    way = event["root"]
    if way is None:
        return
    root = roots.get(way["no"])
    if root is None:
        yield "event {}: root {} is not in the list".format(seq, way["no"])
        return
    leaf = sha(b"\x00" + b"event:" + event["hash"].encode())
    path = [bytes.fromhex(step) for step in way["path"]]
    if climb(leaf, way["leaf"], root["size"], path) != bytes.fromhex(root["tree"]):
        yield "event {}: it does not stand under root {} of {}".format(seq, root["no"], root["day"])


def check(proof, published):
    """Every problem of a proof, as sentences."""
    if proof.get("format") != "lorong-proof-1":
        yield "this is not a proof that I know"
        return
    for root in proof["roots"]:
        yield from check_roots([root])
    roots = {root["no"]: root for root in proof["roots"]}
    if published is not None:
        yield from check_roots(published)
        told = {root["no"]: root for root in published}
        for no, root in roots.items():
            if told.get(no) != root:
                yield f"root {no}: the published list says something else, or nothing"
    before, expected, cases = b"", 1, set()
    for event in proof["events"]:
        if event["seq"] != expected:
            yield f"event {expected} is missing"
        yield from check_event(event, before, roots)
        before, expected = bytes.fromhex(event["hash"]), event["seq"] + 1
        cases |= {json.loads(event["text"])[0]} if event["text"] else set()
    if len(cases) > 1:
        yield "the events are of more than one case"


def main():
    parser = argparse.ArgumentParser(description="Check the proof of a case.")
    parser.add_argument("proof")
    parser.add_argument("--roots", help="the list of roots as published: jejak.json")
    given = parser.parse_args()
    try:
        with open(given.proof, encoding="utf-8") as file:
            proof = json.load(file)
        published = None
        if given.roots:
            with open(given.roots, encoding="utf-8") as file:
                published = json.load(file)["roots"]
        problems = list(check(proof, published))
        under = sum(1 for event in proof["events"] if event["root"])
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        print(f"CANNOT READ: {type(error).__name__}: {error}")
        return 2
    for problem in problems:
        print("BROKEN: " + problem)
    if problems:
        return 1
    print(f"case {proof['case']}: {len(proof['events'])} events hold, {under} of them under a root")
    if published is None:
        print("The roots were taken from the proof itself. Give --roots to compare them with the published list.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
