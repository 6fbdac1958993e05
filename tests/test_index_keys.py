import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.keys import normalise_url, story_address, story_key

STORY = "https://news.example/world/2019/talks-end-without-deal"


@pytest.mark.parametrize(
    "same",
    [
        "http://news.example/world/2019/talks-end-without-deal",
        "https://www.news.example/world/2019/talks-end-without-deal",
        "https://NEWS.example:443/world/2019/talks-end-without-deal/",
        "https://m.news.example/world/2019/talks-end-without-deal",
        "https://mobile.news.example/world//2019/talks-end-without-deal",
        "https://amp.news.example/world/2019/talks-end-without-deal",
        "https://news.example/amp/world/2019/talks-end-without-deal",
        "https://news.example/world/2019/talks-end-without-deal/amp",
        "https://news.example/world/2019/talks-end-without-deal/amp/",
        "https://news.example/world/2019/talks-end-without-deal.amp",
        "https://news.example/world/2019/talks-end-without-deal?amp",
        "https://news.example/world/2019/talks-end-without-deal?amp=1&utm_source=x",
        "https://news.example/world/2019/talks-end-without-deal?outputType=amp",
        "https://news.example/world/2019/talks-end-without-deal?utm_source=a&utm_medium=b&fbclid=c#top",
        "https://news.example/world/2019/talks-end-without-deal?gclid=x&ref=home&mc_cid=1&_ga=2",
        "https://www-news-example.cdn.ampproject.org/c/s/www.news.example/world/2019/talks-end-without-deal",
        "https://www.google.com/amp/s/news.example/world/2019/talks-end-without-deal/amp",
        "  https://news.example/world/2019/talks-end-without-deal\n",
    ],
)
def test_one_story_has_one_key_however_its_address_is_spelt(same: str) -> None:
    assert story_key(same) == story_key(STORY) == STORY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/news.php?cid=1", "https://news.example/news.php?cid=2"),
        ("https://news.example/view?eid=1", "https://news.example/view?eid=2"),
        ("https://news.example/view?sid=1", "https://news.example/view?sid=2"),
        ("https://news.example/?p=1", "https://news.example/?p=2"),
        ("https://news.example/read?1001", "https://news.example/read?1002"),
        ("https://news.example/a?gallery=1", "https://news.example/a?gallery=2"),
        ("https://news.example/#!/story/1", "https://news.example/#!/story/2"),
        ("https://news.example/a?id=1&id=2", "https://news.example/a?id=1&id=3"),
        ("https://news.example/a", "https://news.example/A"),
        ("https://news.example/a", "https://other.example/a"),
        ("https://a.news.example/x", "https://b.news.example/x"),
        ("https://news.example/amphibians", "https://news.example/ibians"),
        ("https://news.example:8080/a", "https://news.example/a"),
    ],
)
def test_two_stories_have_two_keys(one: str, other: str) -> None:
    assert story_key(one) != story_key(other)


@pytest.mark.parametrize(
    ("canonical", "page", "address"),
    [
        (STORY, None, STORY),
        (STORY, "https://news.example/x?id=1", STORY),
        ("/world/2019/talks-end-without-deal", "https://news.example/x", STORY),
        ("//news.example/world/2019/talks-end-without-deal", "https://other.example/x", STORY),
        ("https://agency.example/story/1", STORY, "https://agency.example/story/1"),  # syndicated
        (None, STORY, STORY),
        ("", STORY, STORY),
        # what names no story
        ("https://news.example/", STORY, STORY),
        ("https://www.news.example", STORY, STORY),
        ("https://news.example/index.html", STORY, STORY),
        ("https://news.example/en/", STORY, STORY),
        ("/", STORY, STORY),
        ("https://other.example/", STORY, STORY),
        ("https://news.example/", None, None),
        ("https://news.example/world/", STORY, STORY),
        ("https://news.example/world", "http://www.news.example/world/brexit.html",
         "http://www.news.example/world/brexit.html"),
        ("https://news.example/news.php", "https://news.example/news.php?id=5",
         "https://news.example/news.php?id=5"),
        ("javascript:alert(1)", STORY, STORY),
        ("http://[broken", STORY, STORY),
        # pages of one story
        (STORY, STORY + "/amp", STORY),
        (STORY, STORY + "/print", STORY),
        (STORY, STORY + "/2", STORY),
        (STORY, STORY + "?page=2", STORY),
        (STORY, STORY + "?id=77", STORY),
        (STORY, STORY + "/comments/99812", STORY),
        ("https://news.example/world/brexit", "https://news.example/world/brexit/amp",
         "https://news.example/world/brexit"),
    ],
)  # fmt: skip
def test_a_canonical_address_is_taken_where_it_names_a_story(
    canonical: str | None, page: str | None, address: str | None
) -> None:
    assert story_address(canonical, page) == address


def test_what_is_no_web_address_names_nothing() -> None:
    for address in (None, "", "ftp://x/y", "javascript:alert(1)", "https://", "http://[::1", "/a/b", "a"):
        assert normalise_url(address) is None
        assert story_key(address) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_address_fails(rest: str, other: str) -> None:
    key = story_key("https://news.example/" + rest)
    assert key is None or story_key(key) == key
    story_address(other, "https://news.example/" + rest)
    story_address("https://" + rest, other)
