"""Why an expression was refused, one class a reason, each with its sentence for a clerk."""

from typing import ClassVar

from processes.sentences import N_, SaidInWords


class ExpressionError(SaidInWords):
    """An expression cannot be read or evaluated; `sentence` says what to change."""

    sentence: ClassVar[str] = N_("这个条件无法使用。请检查写法。")

    def __init__(self, **params: object) -> None:
        super().__init__(self.sentence, params)


class SyntaxRefused(ExpressionError):
    """The text is not an expression of our language. `position` counts characters from 1."""

    sentence = N_("第 %(position)d 个字符处的“%(found)s”不能放在这里。请检查它前后的写法。")


class NothingWritten(SyntaxRefused):
    """The text is empty."""

    sentence = N_('条件是空的。请写出条件，例如：decision = "approve"。')


class NotFinished(SyntaxRefused):
    """The text ends where something must follow."""

    sentence = N_("条件没有写完，末尾还缺内容。请检查括号是否成对、运算符后面是否有值。")


class OperatorMissing(SyntaxRefused):
    """Two names stand side by side, and no call of a function follows."""

    sentence = N_(
        "第 %(position)d 个字符之前有两个名称连在一起。请在中间加上运算符（例如 =、and），"
        "如果是函数，请在后面加上括号。"
    )


class WrongSpelling(SyntaxRefused):
    """Something is written as in another language, or full-width."""

    sentence = N_("第 %(position)d 个字符处的“%(found)s”请改写成“%(wanted)s”。")


class TextNotClosed(SyntaxRefused):
    """A text misses its closing quote, or holds a backslash that means nothing."""

    sentence = N_(
        "第 %(position)d 个字符处的文字没有用半角双引号结束，"
        '或者里面有不认识的“\\”写法（只能用 \\" \\\\ \\n \\r \\t \\u 加四位十六进制数）。'
    )


class NameRefused(SyntaxRefused):
    """The name belongs to the language, or begins with two underscores."""

    sentence = N_("“%(name)s”不能用作名称。请换一个名称。")


class UnknownFunction(SyntaxRefused):
    """No function has this name."""

    sentence = N_("没有名为“%(name)s”的函数。可以用的函数有：%(known)s。")


class WrongArguments(SyntaxRefused):
    """The function takes another number of values."""

    sentence = N_("函数“%(name)s”需要 %(wanted)s 个值，这里写了 %(found)d 个。请改正。")


class SubjectRefused(SyntaxRefused):
    """`?` stands outside of a decision table."""

    sentence = N_("“?”只能用在决策表的单元格里。请改用名称。")


class BracketsNeeded(SyntaxRefused):
    """In a form, `and` or `or` follows an `in` without brackets."""

    sentence = N_('请给带“in”的比较加上括号，例如：("甲" in 列表) or ("乙" in 列表)。')


class ConditionInCell(SyntaxRefused):
    """A decision table's cell holds a condition that does not look at its column."""

    sentence = N_(
        '单元格里的条件没有用到本列的值。请写成 "甲"、>= 3、[1..5] 这样，或者用“?”代表本列的值。'
    )


class ExpressionTooLong(ExpressionError):
    """The text exceeds the limit of characters."""

    sentence = N_("条件太长（%(length)d 个字符）。请缩短到 %(limit)d 个字符以内。")


class ExpressionTooComplex(ExpressionError):
    """Too many parts, or too many of them inside each other."""

    sentence = N_(
        "条件太复杂（最多 %(parts)d 个部分、%(depth)d 层嵌套）。请拆成几个条件或改用决策表。"
    )


class EvaluationFailed(ExpressionError):
    """The expression is sound, but not with these values."""


class UnknownName(EvaluationFailed):
    """A name has no value at all; one that is known to be absent is given as null."""

    sentence = N_("条件用到的“%(name)s”没有定义。请改成流程中已有的名称。")


class NotJson(EvaluationFailed):
    """A value handed in is none of null, truth, number, text, list, context."""

    sentence = N_("条件用到了无法比较的值（%(kind)s）。请改用文字、数字、真假值或列表。")


class ValueTooLarge(EvaluationFailed):
    """A text, list or context, given or made, exceeds its limit."""

    sentence = N_("条件用到的值太长（%(size)d，最多 %(limit)d）。请缩短文字或减少列表中的项目。")


class NumberTooLarge(EvaluationFailed):
    """A number, given, written or made, exceeds the limit, or is none."""

    sentence = N_("条件中的数字太大或位数太多（最大 1000 万亿）。请改小。")


class TooMuchWork(EvaluationFailed):
    """The values together are too large to look through."""

    sentence = N_("条件要比较的内容太多。请减少列表中的项目或简化条件。")
