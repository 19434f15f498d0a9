"""Speed and memory of the desk, each beside the floor of what its libraries can do: ``python -m benchmarks``.

A figure of one machine and one hour says little; what counts is its ratio to a floor measured in the same run. Every
round runs each case once, in another order, the first round is dropped, and medians are taken; a ratio is the
median of the rounds' ratios. Programs are measured from outside, on a pseudo-terminal, as a person meets them.
"""
