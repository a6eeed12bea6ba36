#include "overlap/text/numbers.h"

#include <QList>
#include <QString>

#include <string_view>

namespace overlap::text {

using namespace Qt::StringLiterals;

namespace {

// Decimal separators of the world: full stop and comma, Arabic and full-width too.
constexpr std::u32string_view separators = U".,\u066b\uff0e\uff0c";

// As marks of direction, which are copied along with Arabic and Hebrew.
bool isInvisible(char32_t code)
{
    return QChar::category(code) == QChar::Other_Format;
}

// In ASCII, with "." as the separator; empty where there is something else in it.
QString plain(QStringView typed)
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
    const int number = plain(typed).toInt(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

std::optional<double> decimalFrom(QStringView typed)
{
    bool ok = false;
    const double number = plain(typed).toDouble(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

} // namespace overlap::text
