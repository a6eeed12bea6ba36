#include "lessons/wrappedradio.h"

#include "lessons/markdown.h"

#include <QEvent>
#include <QKeyEvent>
#include <QStyle>
#include <QStyleOptionButton>

#include <algorithm>

namespace overlap::ui {

namespace {

QString withoutMnemonics(QString text)
{
    return text.replace(u'&', QStringLiteral("&&"));
}

} // namespace

WrappedRadio::WrappedRadio(QWidget *parent) : QRadioButton(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void WrappedRadio::setWhole(const QString &text)
{
    m_whole = tied(text);
    setAccessibleName(text);
    setText(wrapped(width()));
    updateGeometry();
}

int WrappedRadio::besideText() const
{
    return style()->pixelMetric(QStyle::PM_ExclusiveIndicatorWidth, nullptr, this) +
           style()->pixelMetric(QStyle::PM_RadioButtonLabelSpacing, nullptr, this) +
           fontMetrics().averageCharWidth();
}

QString WrappedRadio::wrapped(int width) const
{
    const int room = width - besideText();
    QStringList lines{QString()};
    for (const QString &word : m_whole.split(u' ')) {
        const QString longer = lines.back().isEmpty() ? word : lines.back() + u' ' + word;
        if (lines.back().isEmpty() || fontMetrics().horizontalAdvance(longer) <= room)
            lines.back() = longer;
        else
            lines += word;
    }
    return withoutMnemonics(lines.join(u'\n'));
}

int WrappedRadio::heightOf(const QString &text) const
{
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text = text;
    const QSize size = option.fontMetrics.size(Qt::TextShowMnemonic, text);
    return style()->sizeFromContents(QStyle::CT_RadioButton, &option, size, this).height();
}

int WrappedRadio::heightForWidth(int width) const
{
    return heightOf(wrapped(width));
}

QSize WrappedRadio::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_whole) + besideText(), heightOf(text())};
}

QSize WrappedRadio::minimumSizeHint() const
{
    int widest = 0;
    for (const QString &word : m_whole.split(u' '))
        widest = std::max(widest, fontMetrics().horizontalAdvance(word));
    return {widest + besideText(), heightOf(text())};
}

void WrappedRadio::changeEvent(QEvent *event)
{
    QRadioButton::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        setWhole(accessibleName());
}

void WrappedRadio::keyPressEvent(QKeyEvent *event)
{
    QRadioButton::keyPressEvent(event);
    auto *now = qobject_cast<WrappedRadio *>(window()->focusWidget());
    if (now && now != this && now->group() == group())
        now->click();
}

void WrappedRadio::resizeEvent(QResizeEvent *event)
{
    QRadioButton::resizeEvent(event);
    setText(wrapped(width()));
}

} // namespace overlap::ui
