"""Modifiers on a page: those that may stand with a code, and what a modifier itself says. All in our own words."""

from collections.abc import Iterator

from codesets.claims.code_kinds import kinds
from codesets.facts import OWN_WORDS, Fact, Place
from codesets.own_words import CodeKind, Effect, Modifier, ModifierKind, modifier, modifiers

_EFFECTS = {
    Effect.PRICING: "changes the amount, so it stands before those that do not",
    Effect.PROCESSING: "decides whether the line is paid, not how much",
    Effect.INFORMATIONAL: "informs",
}


def modifier_of(code: str) -> Modifier | None:
    """The modifier that these two characters are, where our table has it."""
    return modifier("".join(code.split()))


def modifier_facts(code: str) -> Iterator[Fact]:
    """The modifiers that may stand with a code of its kind, by what they are about."""
    own = kinds(code)
    if not own:
        return
    groups: dict[str, list[str]] = {}
    for one in modifiers().values():
        if one.stands_with & own and CodeKind.ANY not in one.stands_with:
            groups.setdefault(one.group.value, []).append(one.code)
    kind = " and ".join(sorted(_spoken(one) for one in own))
    for group, codes in groups.items():
        yield Fact(f"with {kind}, {group}", ", ".join(codes), OWN_WORDS, Place.MODIFIERS)


def own_facts(one: Modifier) -> Iterator[Fact]:
    """What a modifier says, does, and stands with."""
    of = "CPT" if one.kind is ModifierKind.CPT else "HCPCS Level II"
    yield Fact(f"modifier of {of}, {one.group.value}", one.meaning, OWN_WORDS, Place.WORDS)
    yield Fact("effect under Medicare", _EFFECTS[one.effect], OWN_WORDS, Place.WORDS)
    yield Fact("stands with", ", ".join(sorted(_spoken(kind) for kind in one.stands_with)), OWN_WORDS, Place.WORDS)


def _spoken(kind: CodeKind) -> str:
    return "codes of every kind" if kind is CodeKind.ANY else kind.value.replace("_", " and ")
