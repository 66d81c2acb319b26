"""Read what runs of experiments wrote: parameters, metrics and curves.

What comes in is a file or a folder of a tool such as MLflow or TensorBoard; what goes out are
`Run` objects, one for each seed. The packages of these tools are not needed. Read
`blink.logbooks.runs.reading` first, which finds out whose file it is.
"""
