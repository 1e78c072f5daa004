"""Row keys, which are made before the insert."""

from concurrent.futures import ThreadPoolExecutor

from config.columns import new_row_id


def test_threads_that_make_keys_at_once_never_get_the_same_one_or_an_error() -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = [key for share in pool.map(lambda _: [new_row_id() for _ in range(5000)], range(8)) for key in share]
    assert len(set(keys)) == len(keys)
    assert all(0 < key < 2**63 for key in keys)


def test_keys_of_one_thread_sort_by_the_time_they_were_made() -> None:
    keys = [new_row_id() for _ in range(10_000)]
    assert keys == sorted(keys)
