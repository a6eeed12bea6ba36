#include "timeline/fonts.h"

#include <QFontMetrics>

namespace overlap::ui {

Fonts Fonts::of(const QFont &text)
{
    Fonts fonts{text, text, text};
    if (text.pixelSize() > 0)
        fonts.label.setPixelSize(qMax(8, text.pixelSize() * 5 / 6));
    else
        fonts.label.setPointSizeF(qMax(6.0, text.pointSizeF() * 5 / 6));
    fonts.bold.setBold(true);
    const QRect ink = QFontMetrics(fonts.label).tightBoundingRect(QStringLiteral("GET /p?"));
    fonts.labelAbove = -ink.top();
    fonts.labelBelow = ink.bottom() + 1;
    const QFontMetrics metrics(text);
    fonts.line = metrics.height();
    fonts.unit = qMin(fonts.line, qMax(14, metrics.ascent() + metrics.descent()));
    fonts.gutter =
        qMax(fonts.scaled(96), metrics.horizontalAdvance(QStringLiteral("lane 10 000")) + 20);
    return fonts;
}

} // namespace overlap::ui
