from django.urls import path

from lorong.services.complaints.onetap import views

app_name = "onetap"
urlpatterns = [
    path("<str:token>/", views.report, name="report"),
    path("<str:token>/jawab/", views.judge, name="judge"),
    path("<str:token>/pesan/", views.say, name="say"),
    path("<str:token>/foto/<int:pk>/", views.photo, name="photo"),
]
