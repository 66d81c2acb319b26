"""Turn the values of entries and runs into measurements, and compare them.

The input is the fields of entries, and the metrics that a logbook declares. The output is what each
entry measured, how it differs from its baseline, and which entries are best. Read
`blink.logbooks.metrics.scales` first, then `measurements`, `changes` and `standing`.
"""
