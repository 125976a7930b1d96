"""What a test reads of a page: its elements, its attributes, its numbers, its words by section."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br"}


class Page(HTMLParser):
    """A page that was read; raises where elements do not close in the order in which they opened."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.attributes, self.numbers, self.sections, self.pre = [], [], [], [], []
        self._open, self._section = [], ""
        self.words = {}
        self.feed(text)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        given = dict(attrs)
        if tag == "data":
            self.numbers.append((self._section, float(given["value"])))
        if tag == "section":
            self._section = given["class"]
            self.sections.append(self._section)
        if tag == "pre":
            self.pre.append("")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        assert self._open.pop() == tag
        if tag == "data":  # numbers of two cells are two numbers
            self.handle_data(" ")
        if tag == "section":
            self._section = ""

    def handle_data(self, data):
        if "pre" in self._open:
            self.pre[-1] += data
        if not {"style", "text"} & set(self._open):  # not the numbers of an axis
            self.words[self._section] = self.words.get(self._section, "") + data


def flat(record):
    """All numbers in plain values."""
    if isinstance(record, dict):
        return {number for each in record.values() for number in flat(each)}
    if isinstance(record, list):
        return {number for each in record for number in flat(each)}
    return {float(record)} if isinstance(record, int | float) else set()
