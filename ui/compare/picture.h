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

// One thing that is drawn.
struct Mark
{
    enum class Kind : quint8 {
        Fill,
        Hatch,
        Dash, // a dashed line down the left edge
        Text,
    };
    enum class Style : quint8 { Normal, Bold, Title }; // of text
    Kind kind = Kind::Fill;
    QRect rect;
    QColor colour;
    QString text = {};
    Style style = Style::Normal;
    Qt::Alignment alignment = Qt::AlignLeft; // horizontal; in the middle from top to bottom
};

// Pure. A picture as a list of what is drawn, the last uppermost: on the screen, into an image, and
// as SVG 1.1 all the same.
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
