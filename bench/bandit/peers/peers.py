"""Plays the bandits of other people's Python libraries. One JSON object a line in, one a line out:

{"start": "MABWiser Thompson", "seed": 1001}             -> {"ready": true}
{"live": [0, 1, 2], "seen": [[variant, sends, successes]]}  -> {"weights": [0.2, 0.5, 0.3]}

`seen` is what has become known since the last line; the weights divide the messages until the next one, in the
order of `live`. A library that is not installed answers the first line with {"missing": "why"}.
"""

import json
import random
import sys

# A library that takes one message at a time is asked this often how it would divide the next ones.
ASKED = 200


class MabWiser:
    """https://github.com/fidelity/mabwiser: learns from arrays of decisions and rewards, predicts one arm at a time."""

    def __init__(self, rule, seed):
        import numpy
        from mabwiser.mab import MAB, LearningPolicy

        self.numpy = numpy
        policies = {
            "Thompson": LearningPolicy.ThompsonSampling(),
            "UCB1": LearningPolicy.UCB1(),
            "epsilon-greedy": LearningPolicy.EpsilonGreedy(epsilon=0.1),
        }
        self.policy = policies[rule]
        self.make = lambda arms: MAB(arms, self.policy, seed=seed)
        self.asked = 1 if rule == "UCB1" else ASKED
        self.mab = None

    def play(self, live, seen):
        if self.mab is None:
            self.mab = self.make(list(live))
            self.fitted = False
        for variant in live:
            if variant not in self.mab.arms:
                self.mab.add_arm(variant)
        decisions = self.numpy.repeat([v for v, _, _ in seen], [n for _, n, _ in seen])
        rewards = [numpy_part for _, n, s in seen for numpy_part in ([1] * s + [0] * (n - s))]
        if len(decisions) > 0:
            (self.mab.partial_fit if self.fitted else self.mab.fit)(decisions, self.numpy.array(rewards))
            self.fitted = True
        if not self.fitted:
            return [1 / len(live)] * len(live)
        chosen = [self.mab.predict() for _ in range(self.asked)]
        return [chosen.count(variant) / self.asked for variant in live]


class VowpalWabbit:
    """https://vowpalwabbit.org: contextual bandits by online gradient descent, message by message."""

    def __init__(self, rule, seed):
        from vowpalwabbit import Workspace

        options = {"bags": "--bag 10 --epsilon 0.02", "SquareCB": "--squarecb"}
        self.workspace = Workspace(f"--cb_explore_adf {options[rule]} --random_seed {seed % 1000} --quiet")
        self.random = random.Random(seed)
        self.weights = {}

    def play(self, live, seen):
        total = sum(self.weights.get(v, 0) for v, _, _ in seen) or 1
        # In the order of their arrival nothing is known; an order by variant would teach the last one best.
        messages = [(v, 1 if at < s else 0) for v, n, s in seen for at in range(n)]
        self.random.shuffle(messages)
        for variant, success in messages:
            chance = max(1e-3, self.weights.get(variant, 0) / total)
            lines = [
                (f"0:{-success}:{chance:.6f} " if other == variant else "") + f"| v{other}" for other in live
            ]
            self.workspace.learn(lines)
        answer = self.workspace.predict([f"| v{variant}" for variant in live])
        self.weights = dict(zip(live, answer))
        return [share / sum(answer) for share in answer]


LIBRARIES = {"MABWiser": MabWiser, "Vowpal Wabbit": VowpalWabbit}


def start(name, seed):
    for library, player in LIBRARIES.items():
        if name.startswith(library + " "):
            return player(name[len(library) + 1 :], seed)
    raise ValueError(f"nobody is called {name}")


def main():
    player = None
    for line in sys.stdin:
        asked = json.loads(line)
        if "start" in asked:
            try:
                player = start(asked["start"], asked["seed"])
                answer = {"ready": True}
            except ImportError as error:
                answer = {"missing": str(error)}
        else:
            answer = {"weights": [float(share) for share in player.play(asked["live"], asked["seen"])]}
        print(json.dumps(answer), flush=True)


main()
