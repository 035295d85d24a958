"""Does it pay to learn from what just happened? A generated shop's next weeks, replayed against its API.

A build sees the shop up to a day. What its customers bought afterwards is drawn already, from tastes that no list can
see, so the same orders come whatever is recommended. Each day, whoever is going to order is asked for twice: the list
that the build made, which stays as it is, and the one that the server answers, which knows the orders up to then.
"""
