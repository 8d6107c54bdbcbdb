"""soc2scan: reads Azure infrastructure code and says what would break a SOC 2 criterion."""

__version__ = "0.1.0"
