"""The rule engine: rule files in, verdicts on the nodes of a graph out. No rule lives here."""
