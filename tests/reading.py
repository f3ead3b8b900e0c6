"""Reading pages and printed documents as a reader would: what stands where, and what it says."""

import io

import cssselect2
import pypdf
import tinyhtml5


class Reading:
    """An HTML page, asked with selectors."""

    def __init__(self, html):
        self.root = cssselect2.ElementWrapper.from_html_root(
            tinyhtml5.parse(html, namespace_html_elements=False)
        )

    def all(self, selector):
        return [found.etree_element for found in self.root.query_all(selector)]

    def one(self, selector):
        (found,) = self.all(selector)
        return found

    def texts(self, selector):
        return [text_of(element) for element in self.all(selector)]


def text_of(element):
    return "".join(element.itertext()).strip()


def pages_of(pdf):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
