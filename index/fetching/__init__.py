"""Web addresses to documents, as a guest: only what is public, only what is allowed, and slowly.

- `addresses.py`: which addresses are asked at all. The only import of httpx, for its reading of URLs.
- `connections.py`: one request, to an address that was checked. The only import of httpcore.
- `responses.py`: what came back.
- `robots.py`: what a site asks of robots. The only import of protego.
- `pace.py`: when a host may be asked again.
- `manners.py`: requests as a guest makes them: robots.txt first, and again later where that may help.
- `limits.py`: how much, how long and how often.
- `pages.py`: what is given: documents, and what tells later whether they changed.
- `fetcher.py`: all of it, for one address or for many.

No proxy is used, also where the environment names one: behind a proxy nobody here can say which
address is connected to, and the check of it would be worth nothing.
"""

__all__: list[str] = []
