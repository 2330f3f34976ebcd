from django.urls import path

from lorong.portals.applying import views

app_name = "applying"
urlpatterns = [
    path("<int:pk>/", views.resume, name="resume"),
    path("<int:pk>/berkas-syarat/<slug:requirement>/", views.paper, name="paper"),
    path("<int:pk>/tautan-rt/<slug:requirement>/", views.ask, name="ask"),
    path("<int:pk>/lihat/<uuid:document_id>/", views.see, name="see"),
    path("<int:pk>/periksa-dan-kirim/", views.review, name="review"),
    path("<int:pk>/buang-isian/", views.discard, name="discard"),
    path("<int:pk>/terkirim/", views.receipt, name="receipt"),
    path("<int:pk>/<slug:page>/", views.page, name="page"),
]
