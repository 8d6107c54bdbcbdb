"""The services that have no business on the internet, by the ports on which they listen: one table for all rules about open ports.

It holds every port that checkov, KICS, Terrascan or Trivy call sensitive, but for those that web sites use as well (3000, 8000, 8080, 8888, 9000).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from scanner.rules.intervals import Intervals


class Service(NamedTuple):
    name: str
    ports: Intervals
    protocols: frozenset[str] = frozenset({"tcp"})

    def __str__(self) -> str:
        spelled = ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in self.ports)
        return f"{self.name} ({'port' if spelled.isdecimal() else 'ports'} {spelled})"


_UDP = frozenset({"udp"})
_BOTH = frozenset({"tcp", "udp"})

SERVICES: Mapping[str, tuple[Service, ...]] = {
    "databases": (
        Service("SQL Server", ((1433, 1433),)),
        Service("SQL Server Browser", ((1434, 1434),), _UDP),
        Service("Oracle", ((1521, 1522),)),
        Service("Oracle over TLS", ((2483, 2484),), _BOTH),
        Service("SQL Server Analysis Services", ((2382, 2383),)),
        Service("MySQL", ((3306, 3306),)),
        Service("PostgreSQL", ((5432, 5432),)),
        Service("CouchDB", ((5984, 5984),)),
        Service("Redis", ((6379, 6379),)),
        Service("Cassandra", ((7000, 7001), (7199, 7199), (9042, 9042), (9160, 9160))),
        Service("Cassandra OpsCenter", ((61620, 61621),)),
        Service("HDFS", ((8020, 8020), (50070, 50070))),
        Service("Elasticsearch", ((9200, 9200), (9300, 9300))),
        Service("memcached", ((11211, 11211), (11214, 11215)), _BOTH),
        Service("MongoDB", ((27017, 27019),)),
    ),
    "management": (
        Service("Telnet", ((23, 23),)),
        Service("Windows RPC", ((135, 135),)),
        Service("NetBIOS", ((137, 138),), _UDP),
        Service("NetBIOS sessions", ((139, 139),)),
        Service("SNMP", ((161, 161),), _BOTH),
        Service("LDAP", ((389, 389),), _BOTH),
        Service("SMB", ((445, 445), (3020, 3020))),
        Service("LDAP over TLS", ((636, 636),)),
        Service("Docker", ((2375, 2376),)),
        Service("etcd", ((2379, 2380),)),
        Service("SaltStack", ((4505, 4506),)),
        Service("VNC", ((5500, 5500), (5900, 5900))),
        Service("Kibana", ((5601, 5601),)),
        Service("WinRM", ((5985, 5986),)),
        Service("Puppet", ((8140, 8140),)),
        Service("kubelet", ((10250, 10250),)),
    ),
    "mail-files-names": (
        Service("FTP", ((20, 21),)),
        Service("SMTP", ((25, 25),)),
        Service("DNS", ((53, 53),), _BOTH),
        Service("POP3", ((110, 110),)),
        Service("IMAP", ((143, 143),)),
        Service("IMAP over TLS", ((993, 993),)),
        Service("POP3 over TLS", ((995, 995),)),
    ),
}
