#pragma once

#include <QColor>
#include <QFont>
#include <QRect>
#include <QSize>
#include <QString>

#include <array>
#include <vector>

class QIODevice;
class QPainter;

namespace overlap::ui {

// Pure. One drawing operation.
struct Mark
{
    enum class Kind : quint8 {
        Fill,
        Hatch,
        Dash, // a dashed line along the left edge
        Text,
    };
    enum class Style : quint8 { Normal, Bold, Title }; // of text
    Kind kind = Kind::Fill;
    QRect rect;
    QColor colour;
    QString text = {};
    Style style = Style::Normal;
    Qt::Alignment alignment = Qt::AlignLeft; // horizontal; vertically it is centred
};

// Pure. A picture as a list of marks; later ones cover earlier ones. It looks the same on the
// screen, in an image and as SVG 1.1.
struct Picture
{
    QSize size;
    QColor background;
    std::array<QFont, 3> fonts; // by Mark::Style
    std::vector<Mark> marks;

    void paint(QPainter &painter) const;
    void writeSvg(QIODevice &device) const;
};

} // namespace overlap::ui
