"""Published records of vulnerabilities (CVE records, CSAF documents), read into rows of advisories."""
