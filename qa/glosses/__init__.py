"""What a quoted sentence leaves open: its days, whom its words stand for, who speaks.

glossing.py          a sentence -> its glosses, each a slice of the article
surroundings.py      what stands around the sentence
dates.py             "on Tuesday", "27 July"
people.py, sexes.py, given_names.py    the people of an article
pronouns.py, things.py, borders.py     "he", "the ministry", and what parts them from their names
speakers.py          who says it
"""

__all__: list[str] = []
