from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0008_the_index_of_what_stands")]

    operations = [
        migrations.AddField(
            model_name="codechange",
            name="confidence",
            field=models.CharField(
                choices=[("high", "已核实"), ("medium", "较可靠"), ("low", "待核实")],
                default="high",
                help_text="“已核实”的才把前后年度接成一列；其余的只加注说明，并注明尚待核对。",
                max_length=6,
                verbose_name="可靠程度",
            ),
        ),
        migrations.AddField(
            model_name="codechange",
            name="is_void",
            field=models.BooleanField(
                default=False,
                help_text="核对后发现没有这一变动的，勾选；不再对外说明。",
                verbose_name="不采用",
            ),
        ),
    ]
