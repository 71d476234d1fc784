"""Operations of notices, under /api/."""

from django.urls import path

from marketplace.notices.api.views import ListNotices, NoticePreferences, ReadNotices

urlpatterns = [
    path("x/notices", ListNotices.as_view()),
    path("x/notices/read", ReadNotices.as_view()),
    path("x/notice-preferences", NoticePreferences.as_view()),
]
