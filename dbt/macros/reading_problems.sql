{# A finding is a state or, where the cell is unreadable, the reason. #}
{% macro is_state(finding) -%}
    {{ finding }} in ('value', 'zero', 'blank', 'dash', 'not_applicable', 'not_available')
{%- endmacro %}

{# The sentence for an unreadable cell, null for every other; `language` is vi or en.

   Reads the columns finding, shown (the text), rest (the unit word), v, and, in that
   language, meant and expected (units) and choice (what the digits may be). #}
{% macro reading_problem(language) -%}
    {%- set branches = [] -%}
    {%- for finding, sentence in problem_sentences(language).items() -%}
        {%- do branches.append("when '" ~ finding ~ "' then '“' || shown || '”' || " ~ sentence) -%}
    {%- endfor -%}
    case finding
        {{ branches | join('\n        ') }}
    end
{%- endmacro %}

{% macro problem_sentences(language) -%}
    {%- if language == 'vi' -%}
    {{ return({
        'date': "': ô chứa ngày tháng, không phải là số.'",
        'boolean': "': ô chứa giá trị đúng/sai, không phải là số.'",
        'error': "': ô báo lỗi; hãy ghi lại số.'",
        'formula': "': ô là công thức chưa có kết quả; hãy ghi số, hoặc mở tệp và lưu lại.'",
        'other_unit': "': đơn vị ghi cho số này không phải đơn vị của dòng này; hãy ghi số'"
            ~ " || ' và đơn vị như biểu mẫu.'",
        'retouched': "': trong ô có chữ số bị gạch bỏ hoặc viết cao, thấp hơn dòng; hãy ghi'"
            ~ " || ' lại số, lời chú thích ghi ở cột ghi chú.'",
        'shown_otherwise': "': ô hiển thị một số khác với số lưu trong ô (định dạng phần trăm,'"
            ~ " || ' chia cho nghìn hoặc ẩn số); hãy ghi lại số với định dạng số thường.'",
        'torn_row': "': dấu phẩy đã tách hàng này của tệp CSV sai ô nên không rõ số nào;'"
            ~ " || ' hãy đặt số có dấu phẩy trong ngoặc kép hoặc ngăn cột bằng dấu chấm phẩy.'",
        'other_digits': "': chữ số không phải là 0–9 thông thường (như chữ số toàn chiều'"
            ~ " || ' rộng ０–９); hãy gõ lại số bằng chữ số 0–9.'",
        'not_a_number': "': không phải là số hay từ đã quy ước; ô giá trị chỉ ghi số,'"
            ~ " || ' lời giải thích ghi ở cột ghi chú.'",
        'two_hedges': "': có hai từ ước lượng; chỉ dùng một từ.'",
        'negative_hedge': "': số âm không đi cùng từ ước lượng.'",
        'wrong_unit': "': “' || rest || '” dùng cho ' || meant_vi"
            ~ " || ', dòng này tính bằng ' || expected_vi || '.'",
        'broken_number': "': dấu phân cách đặt sai chỗ' || choice_vi || '.'",
        'two_readings': "' có hai cách đọc' || choice_vi || '.'",
        'too_long': "': số quá dài, không giữ được chính xác.'",
        'not_whole': "': bằng ' || " ~ shown_number('v', 'vi')
            ~ " || ' đồng; số đồng phải là số nguyên' || choice_vi || '.'",
    }) }}
    {%- else -%}
    {{ return({
        'date': "': the cell holds a date, not a number.'",
        'boolean': "': the cell holds true or false, not a number.'",
        'error': "': the cell holds an error; write the number again.'",
        'formula': "': the cell is a formula without a result; write the number,'"
            ~ " || ' or open the file and save it again.'",
        'other_unit': "': the unit said for it is not that of this line; write the number'"
            ~ " || ' and the unit as in the form.'",
        'retouched': "': digits in the cell are struck out, raised or lowered; write the'"
            ~ " || ' number again and remarks in the note column.'",
        'shown_otherwise': "': the cell shows another number than it holds (a format in percent,'"
            ~ " || ' in thousands or without digits); write the number again in a plain format.'",
        'torn_row': "': a comma cut this row of the CSV in the wrong place, so the number is'"
            ~ " || ' not known; quote a number with a comma or part the columns by semicolons.'",
        'other_digits': "': its digits are not the plain digits 0–9 (but full-width ones,'"
            ~ " || ' say); type the number again with 0–9.'",
        'not_a_number': "': neither a number nor an agreed word; write only the number in the'"
            ~ " || ' value cell and explanations in the note column.'",
        'two_hedges': "': two words of estimation; use one.'",
        'negative_hedge': "': a negative number takes no word of estimation.'",
        'wrong_unit': "': “' || rest || '” is for ' || meant_en"
            ~ " || ', this line is in ' || expected_en || '.'",
        'broken_number': "': a separator is out of place' || choice_en || '.'",
        'two_readings': "' can be read in two ways' || choice_en || '.'",
        'too_long': "': too many digits to be kept exactly.'",
        'not_whole': "': is ' || " ~ shown_number('v', 'en')
            ~ " || ' đồng; đồng must be whole' || choice_en || '.'",
    }) }}
    {%- endif -%}
{%- endmacro %}

{# What the digits may be, the reading of the file's language first; '' where there is none. #}
{% macro both_readings(own, other, language) -%}
    {%- set either = {'vi': ' hoặc ', 'en': ' or '}[language] -%}
    {%- set opening = {'vi': ': có thể là ', 'en': ': it may be '}[language] -%}
    {%- set mark = {'vi': ',', 'en': '.'}[language] -%}
    case
        when coalesce({{ own }}, {{ other }}) is null then ''
        else
            '{{ opening }}' || left(
                replace(
                    concat_ws('§', {{ own }}, nullif({{ other }}, coalesce({{ own }}, ''))),
                    ',',
                    '{{ mark }}'
                ).replace('§', '{{ either }}'),
                120
            )
    end
{%- endmacro %}

{% macro shown_number(number, language) -%}
    {%- set plain = "rtrim(rtrim(" ~ number ~ "::varchar, '0'), '.')" -%}
    {% if language == 'vi' %}replace({{ plain }}, '.', ','){% else %}{{ plain }}{% endif %}
{%- endmacro %}

{# Unit codes, joined by `|`, in words; for none, what a unit word then stands for. #}
{% macro units_in_words(units, language) -%}
    {%- set names = {
        'VND': ['tiền (đồng)', 'money (đồng)'],
        'applications': ['đơn', 'applications'],
        'cases': ['vụ', 'cases'],
        'clients': ['lượt tổ chức, cá nhân', 'clients'],
        'courses': ['lớp', 'courses'],
        'documents': ['văn bản', 'documents'],
        'items': ['tin, bài', 'items'],
        'participants': ['lượt người tham dự', 'participants'],
        'tasks': ['nhiệm vụ', 'tasks'],
        'titles': ['văn bằng', 'titles'],
        'percent': ['tỷ lệ phần trăm', 'percentages'],
    } -%}
    {%- set column = {'vi': 0, 'en': 1}[language] -%}
    {%- set branches = [] -%}
    {%- for code, words in names.items() -%}
        {%- do branches.append("when '" ~ code ~ "' then '" ~ words[column] ~ "'") -%}
    {%- endfor -%}
    coalesce(
        array_to_string(
            list_transform(
                string_split({{ units }}, '|'),
                lambda code: case code {{ branches | join(' ') }} else code end
            ),
            '{{ [' hoặc ', ' or '][column] }}'
        ),
        '{{ ['nội dung không có trong biểu mẫu', 'something that no line asks'][column] }}'
    )
{%- endmacro %}

{# “12” in E7: where a text stands; `is_on_several` sheets, then I!E7. A place of a CSV is
   `line 7`, in Vietnamese `dòng 7`. #}
{% macro found_at(language, is_on_several) -%}
    '“' || {{ shown_text('raw_text') }} || '” {{ {'vi': 'tại', 'en': 'in'}[language] }} '
    || {% if language == 'vi' -%}
        regexp_replace({{ place_of(is_on_several) }}, '^line ([0-9]+)$', 'dòng \1')
    {%- else -%}
        {{ place_of(is_on_several) }}
    {%- endif %}
{%- endmacro %}

{% macro place_of(is_on_several) -%}
    case when {{ is_on_several }} then coalesce(sheet || '!', '') else '' end || address
{%- endmacro %}
