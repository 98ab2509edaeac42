{# numerator / denominator (both of at most six decimals) to six decimals, half away from
   zero, as decimal(28,6). DuckDB divides decimals as doubles, so whole numbers do it:
   millionths divided with `//`. Null where the denominator is zero or a term is unknown,
   or so large (10^25, a quotient of 10^22) that it would not fit 38 digits. #}
{% macro ratio_half_up(numerator, denominator) -%}
    case
        when
            {{ denominator }} != 0
            and abs({{ numerator }}) < 10000000000000000000000000
            and abs({{ denominator }}) < 10000000000000000000000000
            then try_cast(
                cast(
                    cast(sign({{ numerator }}) * sign({{ denominator }}) as hugeint)
                    * (
                        (
                            2000000 * {{ millionths(numerator) }}
                            + {{ millionths(denominator) }}
                        ) // (2 * {{ millionths(denominator) }})
                    ) as decimal(38, 0)
                ) * 0.000001 as decimal(28, 6)
            )
    end
{%- endmacro %}

{# The absolute amount in whole millionths. #}
{% macro millionths(amount) -%}
    cast(abs(cast({{ amount }} as decimal(38, 6))) * 1000000 as hugeint)
{%- endmacro %}
