#include "compare/picture.h"

#include "widgets/shapes.h"

#include <QFontInfo>
#include <QFontMetricsF>
#include <QPainter>
#include <QXmlStreamWriter>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int dashPeriod = 6; // pixels: a dash and the gap behind it

void writeRect(QXmlStreamWriter &xml, const QRect &rect, const QString &fill)
{
    xml.writeEmptyElement(u"rect"_s);
    xml.writeAttribute(u"x"_s, QString::number(rect.x()));
    xml.writeAttribute(u"y"_s, QString::number(rect.y()));
    xml.writeAttribute(u"width"_s, QString::number(rect.width()));
    xml.writeAttribute(u"height"_s, QString::number(rect.height()));
    xml.writeAttribute(u"fill"_s, fill);
}

void writeLine(QXmlStreamWriter &xml, const QLine &line, const QColor &colour, double width)
{
    xml.writeEmptyElement(u"line"_s);
    xml.writeAttribute(u"x1"_s, QString::number(line.x1()));
    xml.writeAttribute(u"y1"_s, QString::number(line.y1()));
    xml.writeAttribute(u"x2"_s, QString::number(line.x2()));
    xml.writeAttribute(u"y2"_s, QString::number(line.y2()));
    xml.writeAttribute(u"stroke"_s, colour.name());
    xml.writeAttribute(u"stroke-width"_s, QString::number(width));
}

QString patternName(const QColor &colour)
{
    return u"hatch-"_s + colour.name().mid(1);
}

void writePattern(QXmlStreamWriter &xml, const QColor &colour, const QColor &background)
{
    xml.writeStartElement(u"pattern"_s);
    xml.writeAttribute(u"id"_s, patternName(colour));
    xml.writeAttribute(u"patternUnits"_s, u"userSpaceOnUse"_s);
    xml.writeAttribute(u"patternTransform"_s, u"rotate(45)"_s);
    xml.writeAttribute(u"width"_s, QString::number(hatchPeriod * 0.7));
    xml.writeAttribute(u"height"_s, QString::number(hatchPeriod * 0.7));
    writeRect(xml, {0, 0, hatchPeriod, hatchPeriod}, hatchGap(colour, background).name());
    writeLine(xml, {0, 0, 0, hatchPeriod}, colour, hatchPeriod / 2.0);
    xml.writeEndElement();
}

void writeText(QXmlStreamWriter &xml, const Mark &mark, const QFont &font)
{
    const QFontInfo info(font);
    const QFontMetricsF metrics(font);
    const bool centred = mark.alignment.testFlag(Qt::AlignHCenter);
    const bool right = mark.alignment.testFlag(Qt::AlignRight);
    const double x = centred ? mark.rect.x() + mark.rect.width() / 2.0
                     : right ? mark.rect.x() + mark.rect.width()
                             : mark.rect.x();
    const double y = mark.rect.y() + (mark.rect.height() + metrics.capHeight()) / 2;
    xml.writeStartElement(u"text"_s);
    xml.writeAttribute(u"x"_s, QString::number(x));
    xml.writeAttribute(u"y"_s, QString::number(y, 'f', 1));
    xml.writeAttribute(u"fill"_s, mark.colour.name());
    xml.writeAttribute(u"font-family"_s, info.family() + u", sans-serif"_s);
    xml.writeAttribute(u"font-size"_s, QString::number(info.pixelSize()));
    if (info.bold())
        xml.writeAttribute(u"font-weight"_s, u"bold"_s);
    if (centred || right)
        xml.writeAttribute(u"text-anchor"_s, centred ? u"middle"_s : u"end"_s);
    xml.writeCharacters(mark.text);
    xml.writeEndElement();
}

} // namespace

void Picture::paint(QPainter &painter) const
{
    painter.fillRect(QRect(QPoint(), size), background);
    for (const Mark &mark : marks) {
        switch (mark.kind) {
        case Mark::Kind::Fill: painter.fillRect(mark.rect, mark.colour); break;
        case Mark::Kind::Hatch: paintHatch(painter, mark.rect, mark.colour, background); break;
        case Mark::Kind::Dash: {
            for (int y = mark.rect.top(); y <= mark.rect.bottom(); y += dashPeriod)
                painter.fillRect(mark.rect.left(), y, 1,
                                 std::min(dashPeriod / 2 + 1, mark.rect.bottom() + 1 - y),
                                 mark.colour);
            break;
        }
        case Mark::Kind::Text:
            painter.setFont(fonts[size_t(mark.style)]);
            painter.setPen(mark.colour);
            painter.drawText(mark.rect,
                             int(mark.alignment) | Qt::AlignVCenter | Qt::TextSingleLine |
                                 Qt::TextDontClip,
                             mark.text);
            break;
        }
    }
}

void Picture::writeSvg(QIODevice &device) const
{
    QXmlStreamWriter xml(&device);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement(u"svg"_s);
    xml.writeDefaultNamespace(u"http://www.w3.org/2000/svg"_s);
    xml.writeAttribute(u"version"_s, u"1.1"_s);
    xml.writeAttribute(u"width"_s, QString::number(size.width()));
    xml.writeAttribute(u"height"_s, QString::number(size.height()));
    xml.writeAttribute(u"shape-rendering"_s, u"crispEdges"_s);
    writeRect(xml, QRect(QPoint(), size), background.name());
    std::vector<QColor> hatched;
    for (const Mark &mark : marks) {
        if (mark.kind == Mark::Kind::Hatch &&
            std::find(hatched.begin(), hatched.end(), mark.colour) == hatched.end()) {
            hatched.push_back(mark.colour);
            writePattern(xml, mark.colour, background);
        }
    }
    for (const Mark &mark : marks) {
        switch (mark.kind) {
        case Mark::Kind::Fill: writeRect(xml, mark.rect, mark.colour.name()); break;
        case Mark::Kind::Hatch:
            writeRect(xml, mark.rect, u"url(#%1)"_s.arg(patternName(mark.colour)));
            xml.writeAttribute(u"stroke"_s, mark.colour.name());
            break;
        case Mark::Kind::Dash:
            writeLine(xml, QLine(mark.rect.topLeft(), mark.rect.bottomLeft()), mark.colour, 1);
            xml.writeAttribute(u"stroke-dasharray"_s, u"4 2"_s);
            break;
        case Mark::Kind::Text: writeText(xml, mark, fonts[size_t(mark.style)]); break;
        }
    }
    xml.writeEndElement();
    xml.writeEndDocument();
}

} // namespace overlap::ui
