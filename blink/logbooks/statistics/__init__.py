"""Compare what runs measured: means, intervals of differences, and the words for them.

What comes in are plain numbers by seed, or a mean with its standard deviation and number of runs;
what goes out are differences with their 95 % intervals, and verdicts. Read
`blink.logbooks.statistics.comparison` first. All functions are pure.
"""
