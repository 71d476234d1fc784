from datetime import timedelta

from django.contrib.sessions.models import Session

from marketplace import clock, sweeping


def test_expired_sessions_are_swept_and_running_ones_stay(owner, signed_in):
    over, running = signed_in(owner), signed_in(owner)
    Session.objects.filter(pk=over.session.session_key).update(expire_date=clock.real() - timedelta(seconds=1))

    assert sweeping.drain_everything()["sessions"] == 1
    assert running.get(f"/shop/{owner.shop_id}/").status_code == 200
    assert Session.objects.count() == 1
