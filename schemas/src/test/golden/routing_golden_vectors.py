#!/usr/bin/env python3
"""Writes routing-golden-vectors.json: what every sidecar, in every language, must decide.

An implementation of its own, from the published description of MurmurHash3_x86_32 (Austin Appleby, public domain) and
the rule in the contract; it shares no code with the Java that is checked against its output. Standard library only.

    python3 routing_golden_vectors.py > ../../main/resources/dev/weir/schema/routing-golden-vectors.json
"""
import json
import sys

MASK = 0xFFFFFFFF


def rotl(x, r):
    return ((x << r) | (x >> (32 - r))) & MASK


def murmur3_x86_32(data, seed=0):
    h = seed
    for i in range(0, len(data) - 3, 4):
        k = int.from_bytes(data[i : i + 4], "little")
        h ^= rotl(k * 0xCC9E2D51 & MASK, 15) * 0x1B873593 & MASK
        h = (rotl(h, 13) * 5 + 0xE6546B64) & MASK
    tail = data[len(data) & ~3 :]
    if tail:
        k = int.from_bytes(tail, "little")
        h ^= rotl(k * 0xCC9E2D51 & MASK, 15) * 0x1B873593 & MASK
    h ^= len(data)
    h ^= h >> 16
    h = h * 0x85EBCA6B & MASK
    h ^= h >> 13
    h = h * 0xC2B2AE35 & MASK
    return h ^ (h >> 16)


# Vectors of the algorithm's own test suite and of its widely copied list; a wrong implementation writes nothing.
for text, seed, expected in [
    ("", 0, 0),
    ("", 1, 0x514E28B7),
    ("test", 0, 0xBA6BD213),
    ("Hello, world!", 0, 0xC0363E43),
    ("The quick brown fox jumps over the lazy dog", 0, 0x2E4FF723),
]:
    assert murmur3_x86_32(text.encode(), seed) == expected, text


def hash_of(salt, key):
    return murmur3_x86_32((salt + "/" + key).encode("utf-8"))


def bucket(salt, key):
    return hash_of(salt, key) % 10000


def hashes():
    salts = ["sentiment-v2", "s1", "", "a/b", "Größe-7"]
    keys = [
        "",
        "u",
        "u1",
        "user-42",
        "user-43",
        "00000000-0000-0000-0000-000000000000",
        "6f1c2a9e-6f0b-4b0e-9b0a-3a1c2d4e5f60",
        "a/b",
        "/",
        " leading and trailing ",
        "mail+tag@example.org",
        "Ärger",
        "naïve café",
        "Ελλάδα",
        "日本語",
        "한국어",
        "ユーザー-7",
        "😀",
        "👩‍👩‍👧",
        "e\u0301",
        "\u00e9",
        "tab\there",
        "x" * 31,
        "x" * 256,
        "0123456789abcdef" * 64,
        "日" * 300,
        "\x00",
        "\x7f\x80\u07ff\u0800\uffff",
        "\U00010000\U0010ffff",
        "a😀",
        "ab😀",
        "abc😀d",
        "ascii then Ärger and 😀 then ascii",
    ]
    pairs = [(salts[0], key) for key in keys]
    pairs += [(salt, key) for salt in salts[1:] for key in ("", "user-42", "日本語", "a/b", "x" * 100)]
    return [
        {"salt": s, "key": k, "hash": hash_of(s, k), "bucket": bucket(s, k)} for s, k in pairs
    ]


def table(salt="sentiment-v2", candidate="v2.0", weight=2500, users=None, segments=None, kill=False):
    weights = [{"variant": "v1.0", "weightBps": 10000 - weight}]
    if candidate is not None:
        weights.append({"variant": candidate, "weightBps": weight})
    return {
        "model": "sentiment",
        "revision": 7,
        "baseline": "v1.0",
        "candidate": candidate,
        "weights": weights,
        "salt": salt,
        "users": users or {},
        "segments": [dict(zip(("key", "value", "variant"), rule)) for rule in segments or []],
        "killSwitch": kill,
    }


def decide(t, unit, request_id, segments):
    if t["killSwitch"]:
        return t["baseline"], "KILL_SWITCH"
    if unit is not None and unit in t["users"]:
        return t["users"][unit], "USER"
    for rule in t["segments"]:
        if segments.get(rule["key"]) == rule["value"]:
            return rule["variant"], "SEGMENT"
    share = sum(w["weightBps"] for w in t["weights"] if w["variant"] == t["candidate"])
    below = bucket(t["salt"], unit if unit is not None else request_id) < share
    return (t["candidate"] if below else t["baseline"]), "WEIGHT"


def cases():
    b42 = bucket("sentiment-v2", "user-42")
    br = bucket("sentiment-v2", "req-1")
    users = {"user-42": "v2.0", "user-43": "v1.0", "日本語": "v3.0"}
    rules = [("user_type", "premium", "v1.0"), ("country", "DE", "v2.0"), ("user_type", "trial", "v2.0")]
    everything = dict(users=users, segments=rules)
    out = []

    def case(name, t, unit, request_id="req-1", segments=None):
        variant, reason = decide(t, unit, request_id, segments or {})
        out.append(
            dict(name=name, table=t, unit=unit, requestId=request_id, segments=segments or {}, variant=variant, reason=reason)
        )

    case("kill switch is above users, segments and weights", table(kill=True, weight=10000, **everything), "user-42", segments={"country": "DE"})
    case("kill switch is above a weight of everything", table(kill=True, weight=10000), "user-1")
    case("a named user is above segments", table(weight=0, **everything), "user-42", segments={"user_type": "premium"})
    case("a named user may be held at the baseline", table(weight=10000, **everything), "user-43", segments={"country": "DE"})
    case("a named user may get a third variant", table(**everything), "日本語")
    case("a requestId that equals a named user is no unit", table(weight=0, users=users), None, request_id="user-42")
    case("a segment is above weights, to the candidate", table(weight=0, **everything), "user-1", segments={"country": "DE"})
    case("a segment is above weights, to the baseline", table(weight=10000, **everything), "user-1", segments={"user_type": "premium"})
    case("the first matching rule wins", table(weight=0, **everything), "user-1", segments={"country": "DE", "user_type": "premium"})
    case("a later rule matches where earlier ones do not", table(weight=0, **everything), "user-1", segments={"country": "FR", "user_type": "trial"})
    case("a rule's value is compared exactly", table(weight=0, **everything), "user-1", segments={"country": "de"})
    case("a rule whose key the request lacks does not match", table(weight=0, **everything), "user-1", segments={"plan": "premium"})
    case("weight 0 sends nothing to the candidate", table(weight=0), "user-42")
    case("weight 10000 sends everything to the candidate", table(weight=10000), "user-42")
    case("the bucket just below the weight is the candidate's", table(weight=b42 + 1), "user-42")
    case("the bucket that equals the weight is the baseline's", table(weight=b42), "user-42")
    case("without a unit the requestId decides, below the weight", table(weight=br + 1), None)
    case("without a unit the requestId decides, at the weight", table(weight=br), None)
    case("the unit decides, whatever the requestId", table(weight=b42 + 1), "user-42", request_id="req-2")
    case("without a candidate the baseline has everything", table(candidate=None, weight=0), "user-42")
    for weight in (500, 2500, 5000):
        for unit in ("user-1", "user-2", "user-3", "Ärger", "😀"):
            case(f"weight {weight} for {unit}", table(weight=weight), unit)
    case("another salt splits otherwise", table(salt="sentiment-v3", weight=5000), "user-1")
    return out


json.dump(
    {
        "doc": "hash = unsigned murmur3_x86_32(seed 0, UTF-8 of salt + \"/\" + key), bucket = hash mod 10000; first match wins:"
        " kill switch, users[unit], first matching segments rule, weights (key = unit, or requestId without one;"
        " the candidate owns the buckets below its weight, the baseline the rest)",
        "hashes": hashes(),
        "decisions": cases(),
    },
    sys.stdout,
    ensure_ascii=False,
    indent=1,
)
print()
