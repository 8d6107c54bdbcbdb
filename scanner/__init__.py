"""soc2scan: reads Azure infrastructure code and says what would break a SOC 2 criterion."""

__version__ = "0.1.0"

HOME_PAGE = "https://github.com/azure-soc2-scanner/azure-soc2-scanner"
