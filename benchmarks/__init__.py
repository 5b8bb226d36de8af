"""What Wegwarte does in a second, beside what the machine could do at best: `make bench`.

One module a benchmark (`benchmarks.__main__.BENCHMARKS` names them), one JSON line a figure. A
figure stands beside a reference measured in the same run on the same servers, because a number
alone says more about the machine than about the program.
"""
