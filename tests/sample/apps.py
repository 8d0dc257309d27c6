from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "tests.sample"
    label = "sample"
    verbose_name = "Sample"

    def ready(self):
        from tests.sample import rights

        rights.add()
