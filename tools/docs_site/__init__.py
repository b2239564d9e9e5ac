"""The documentation as a site: pages of ``docs/``, pages generated from code, and Sphinx over both.

``python -m tools.docs_site`` (``make site``) writes ``build/site``. Some pages are generated while it is built, and
are not kept in the repository, because what they repeat is readable there already: help texts of commands,
documentation of modules and roles, the JSON Schema. Pages that collect texts from many places of the code, and whose
changes a reviewer must see (checks, clauses, packages), are kept, and ``make docs`` renews them.
"""
