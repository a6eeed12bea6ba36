#include "overlap/text/numbers.h"

#include <QList>
#include <QString>

#include <string_view>

namespace overlap::text {

using namespace Qt::StringLiterals;

namespace {

// Decimal separators: full stop and comma, also Arabic and full-width ones.
constexpr std::u32string_view separators = U".,\u066b\uff0e\uff0c";

// Such as direction marks, which are copied together with Arabic and Hebrew text.
bool isInvisible(char32_t code)
{
    return QChar::category(code) == QChar::Other_Format;
}

// ASCII digits, with "." as the separator. Empty if the text contains anything else.
QString toAscii(QStringView typed)
{
    QString text;
    for (const char32_t code : typed.trimmed().toUcs4()) {
        if (QChar::isDigit(code))
            text += QChar(u'0' + QChar::digitValue(code));
        else if (separators.find(code) != separators.npos)
            text += u'.';
        else if (!isInvisible(code))
            return {};
    }
    return text;
}

} // namespace

std::optional<int> wholeFrom(QStringView typed)
{
    bool ok = false;
    const int number = toAscii(typed).toInt(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

std::optional<double> decimalFrom(QStringView typed)
{
    bool ok = false;
    const double number = toAscii(typed).toDouble(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

} // namespace overlap::text
