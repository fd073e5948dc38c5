"""The lessons as a site to read: pages for those who have no Jupyter at hand.

`build.py` puts it together and has Sphinx make it; `lessons.py` makes a page of a lesson,
`views.py` its widgets, `prose.py` the other pages; `secrets.py` sees that no answer gets out.
"""
