{# The sentence for an unreadable cell, null for every other; `language` is vi or en. #}
{% macro reading_problem(language) -%}
    {%- set text = "'“' || " ~ shown_text('raw_text') ~ " || '”'" -%}
    case finding
        {%- for finding, parts in problem_sentences(language).items() %}
        when '{{ finding }}'
            then {{ text }} || {{ parts }}
        {%- endfor %}
    end
{%- endmacro %}

{% macro problem_sentences(language) -%}
    {%- set expected = units_in_words('unit', language) -%}
    {%- set meant = units_in_words('word_units', language) -%}
    {%- set choice = both_readings(language) -%}
    {%- if language == 'vi' -%}
    {{ return({
        'date': "': ô chứa ngày tháng, không phải là số.'",
        'boolean': "': ô chứa giá trị đúng/sai, không phải là số.'",
        'error': "': ô báo lỗi; hãy ghi lại số.'",
        'formula': "': ô là công thức chưa có kết quả; hãy ghi số hoặc mở tệp và lưu lại.'",
        'not_a_number': "': không đọc được là số hay là từ đã quy ước; chỉ ghi số vào ô giá trị, giải thích ghi ở cột ghi chú.'",
        'two_hedges': "': có hai từ ước lượng; chỉ dùng một từ.'",
        'negative_hedge': "': số âm không đi cùng từ ước lượng.'",
        'wrong_unit': "': “' || rest || '” dùng cho ' || " ~ meant ~ " || ', dòng này tính bằng ' || " ~ expected ~ " || '.'",
        'broken_number': "': dấu phân cách đặt sai chỗ' || " ~ choice ~ " || '.'",
        'two_readings': "' có hai cách đọc' || " ~ choice ~ " || '.'",
        'too_long': "': số quá dài, không giữ được chính xác.'",
        'not_whole': "': bằng ' || " ~ shown_number('magnitude', 'vi') ~ " || ' đồng; số đồng phải là số nguyên' || " ~ choice ~ " || '.'",
    }) }}
    {%- else -%}
    {{ return({
        'date': "': the cell holds a date, not a number.'",
        'boolean': "': the cell holds true or false, not a number.'",
        'error': "': the cell holds an error; write the number again.'",
        'formula': "': the cell is a formula without a result; write the number, or open the file and save it again.'",
        'not_a_number': "': neither a number nor an agreed word; write only the number in the value cell and explanations in the note column.'",
        'two_hedges': "': two words of estimation; use one.'",
        'negative_hedge': "': a negative number takes no word of estimation.'",
        'wrong_unit': "': “' || rest || '” is for ' || " ~ meant ~ " || ', this line is in ' || " ~ expected ~ " || '.'",
        'broken_number': "': a separator is out of place' || " ~ choice ~ " || '.'",
        'two_readings': "' can be read in two ways' || " ~ choice ~ " || '.'",
        'too_long': "': too many digits to be kept exactly.'",
        'not_whole': "': is ' || " ~ shown_number('magnitude', 'en') ~ " || ' đồng; đồng must be whole' || " ~ choice ~ " || '.'",
    }) }}
    {%- endif -%}
{%- endmacro %}

{# Both readings of the digits, that of the file's language first; '' where they are one. #}
{% macro both_readings(language) -%}
    {%- set own = loose_number('digits') -%}
    {%- set other = loose_number(swapped_marks('digits')) -%}
    {%- set word = {'vi': ' hoặc ', 'en': ' or '}[language] -%}
    {%- set opening = {'vi': ': có thể là ', 'en': ': it may be '}[language] -%}
    case
        when ({{ own }}) is null and ({{ other }}) is null then ''
        else
            '{{ opening }}'
            || {{ in_language("concat_ws('" ~ word ~ "', " ~ own ~ ", case when (" ~ other ~ ") is distinct from (" ~ own ~ ") then " ~ other ~ " end)", language) }}
    end
{%- endmacro %}

{% macro in_language(text, language) -%}
    left({% if language == 'en' %}replace({{ text }}, ',', '.'){% else %}{{ text }}{% endif %}, 120)
{%- endmacro %}

{% macro shown_number(number, language) -%}
    {%- set plain = "rtrim(rtrim(" ~ number ~ "::varchar, '0'), '.')" -%}
    {% if language == 'vi' %}replace({{ plain }}, '.', ','){% else %}{{ plain }}{% endif %}
{%- endmacro %}

{# Unit codes, joined by `|`, in words. #}
{% macro units_in_words(units, language) -%}
    {%- set names = {
        'VND': ['tiền (đồng)', 'money (đồng)'],
        'applications': ['đơn', 'applications'],
        'cases': ['vụ', 'cases'],
        'clients': ['lượt tổ chức, cá nhân', 'clients'],
        'courses': ['lớp', 'courses'],
        'documents': ['văn bản', 'documents'],
        'items': ['tin, bài', 'items'],
        'participants': ['lượt người học', 'participants'],
        'tasks': ['nhiệm vụ', 'tasks'],
        'titles': ['văn bằng', 'titles'],
        'percent': ['tỷ lệ phần trăm', 'percentages'],
    } -%}
    coalesce(
        array_to_string(
            list_transform(
                string_split({{ units }}, '|'),
                lambda code: case code
                    {%- for code, words in names.items() %}
                    when '{{ code }}' then '{{ words[0 if language == "vi" else 1] }}'
                    {%- endfor %}
                    else code
                end
            ),
            {% if language == 'vi' %}' hoặc '{% else %}' or '{% endif %}
        ),
        {% if language == 'vi' %}'điều mà biểu không hỏi'{% else %}'something that no line asks'{% endif %}
    )
{%- endmacro %}

{# “12” in E7: where a text stands. #}
{% macro found_at(language) -%}
    '“' || {{ shown_text('raw_text') }} || '” ' || {% if language == 'vi' %}'tại '{% else %}'in '{% endif %} || address
{%- endmacro %}
