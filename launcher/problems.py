"""What can go wrong, said so that the reader can do something about it."""


class Problem(Exception):
    """Something that only the person in front of the machine can mend.

    :param sentence: what happened
    :param remedy: what to do about it
    """

    def __init__(self, sentence: str, remedy: str = ""):
        super().__init__(sentence, remedy)
        self.sentence = sentence
        self.remedy = remedy

    def __str__(self):
        return f"{self.sentence}\n{self.remedy}".rstrip()
