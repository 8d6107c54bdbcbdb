"""The catalogue part of a SARIF run: rules, and SOC 2 as a taxonomy. It never depends on what was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sarif_om

from scanner.model.rule import Rule, Severity
from scanner.rules.criteria import Criterion

LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "3.0"}
"""GitHub's bands: over 9.0 critical, from 7.0 high, from 4.0 medium. The score must be a string, a number is refused."""
_TAXONOMY = "SOC2"


def descriptor(rule: Rule, page: str) -> sarif_om.ReportingDescriptor:
    """The rule as SARIF and GitHub want it; ``page`` is the address of its documentation."""
    return sarif_om.ReportingDescriptor(
        id=rule.id,
        name=_pascal(rule.id),
        short_description=_text(rule.title),
        full_description=_text(rule.why[:1024]),
        help=sarif_om.MultiformatMessageString(text=_help(rule), markdown=_help(rule, markdown=True)),
        help_uri=page,
        default_configuration=sarif_om.ReportingConfiguration(level=LEVELS[rule.severity]),
        deprecated_ids=list(rule.aliases) or None,
        properties={
            "tags": ["security", *(f"SOC2 {control.id}" for control in rule.controls), rule.theme][:10],
            "precision": rule.confidence,
            "security-severity": _SCORES[rule.severity],
        },
        relationships=[
            sarif_om.ReportingDescriptorRelationship(
                target=sarif_om.ReportingDescriptorReference(id=control.id, tool_component=sarif_om.ToolComponentReference(name=_TAXONOMY, index=0)),
                kinds=["relevant"],
                description=_text(f"{control.strength}: {control.because}"),
            )
            for control in rule.controls
        ],
    )


def taxonomy(criteria: Iterable[Criterion], rules: Sequence[Rule], version: str) -> sarif_om.ToolComponent:
    """The criteria that some rule bears on, in our own words."""
    used = {control.id for rule in rules for control in rule.controls}
    return sarif_om.ToolComponent(
        name=_TAXONOMY,
        full_name="SOC 2 Trust Services Criteria",
        organization="AICPA",
        version=version,
        short_description=_text("AICPA TSP section 100; the summaries are paraphrases, not the AICPA's text"),
        is_comprehensive=False,
        taxa=[
            sarif_om.ReportingDescriptor(id=criterion.id, short_description=_text(criterion.summary))
            for criterion in criteria
            if criterion.id in used
        ],
    )


def _text(text: str) -> sarif_om.MultiformatMessageString:
    return sarif_om.MultiformatMessageString(text=text.strip())


def _pascal(rule_id: str) -> str:
    return "".join(word.capitalize() for word in rule_id.split("-"))


def _help(rule: Rule, markdown: bool = False) -> str:
    """Why, repair, criteria and references: the same for every finding of the rule."""
    head = "## {}" if markdown else "{}:"
    criteria = "\n".join(f"- {control.id} ({control.strength}): {control.because}" for control in rule.controls)
    links = "\n".join(f"- {link}" for link in rule.references)
    parts = [rule.why.strip(), head.format("How to fix"), rule.fix.text.strip(), head.format("SOC 2"), criteria, head.format("References"), links]
    return "\n".join(parts) + "\n"
