#include "overlap/script/query.h"

#include "overlap/http/chars.h"

namespace overlap::script {

namespace chars = http::chars;

QByteArrayView queryOf(QByteArrayView target)
{
    const qsizetype mark = target.indexOf('?');
    return mark < 0 ? QByteArrayView() : target.sliced(mark + 1);
}

std::optional<QByteArray> decoded(QByteArrayView text)
{
    for (qsizetype at = 0; (at = text.indexOf('%', at)) >= 0; at += 3) {
        if (at + 2 >= text.size() || !chars::is(text[at + 1], chars::Hex) ||
            !chars::is(text[at + 2], chars::Hex))
            return std::nullopt;
    }
    return QByteArray::fromPercentEncoding(text.toByteArray());
}

QByteArray encoded(QByteArrayView text)
{
    return text.toByteArray().toPercentEncoding(":/,=@");
}

QByteArrayView takeItem(QByteArrayView &query)
{
    const qsizetype end = query.indexOf('&');
    const QByteArrayView item = end < 0 ? query : query.first(end);
    query = end < 0 ? QByteArrayView() : query.sliced(end + 1);
    return item;
}

Item itemFrom(QByteArrayView text)
{
    const qsizetype equals = text.indexOf('=');
    return equals < 0 ? Item{text, {}} : Item{text.first(equals), text.sliced(equals + 1)};
}

std::optional<QByteArrayView> valueIn(QByteArrayView query, QByteArrayView name)
{
    while (!query.isNull()) {
        const Item item = itemFrom(takeItem(query));
        if (decoded(item.name) == name)
            return item.value;
    }
    return std::nullopt;
}

} // namespace overlap::script
