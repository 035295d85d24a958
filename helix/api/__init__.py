"""The HTTP interface: parse, ask `reading` what was computed, write down in `journal` what was shown, answer.

A request goes through `limits`, then one module of `routes`. What a process holds to answer with is in `services`; how
several processes share a port is in `serving`. No formula of a feature or a score is here.
"""
