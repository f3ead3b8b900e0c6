from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0015_publications_by_size")]

    operations = [
        migrations.AddField(
            model_name="codechange",
            name="is_checked",
            field=models.BooleanField(
                default=False,
                help_text="随科目表带来的衔接是按前后年度科目推定的；对照当年印发的科目核对无误后勾选，公开页面不再注明尚未核对。",
                verbose_name="本级财政已核对",
            ),
        ),
        migrations.AlterField(
            model_name="codechange",
            name="confidence",
            field=models.CharField(
                choices=[("high", "较大"), ("medium", "一般"), ("low", "较小")],
                default="high",
                help_text="没有核对过的衔接，把握“较大”的才把前后年度接成一列；其余的只加注说明。",
                max_length=6,
                verbose_name="推定的把握",
            ),
        ),
    ]
