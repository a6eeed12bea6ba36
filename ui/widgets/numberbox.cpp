#include "widgets/numberbox.h"

#include "overlap/text/format.h"
#include "overlap/text/numbers.h"
#include "theme.h"

#include <QCoreApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QTextDocumentFragment>
#include <QToolTip>

#include <utility>

namespace overlap::ui {

using text::countText;
using text::decimalFrom;
using text::wholeFrom;

namespace {

// More decimals would be rounded: the field would show another number than was typed.
bool fits(double number, int decimals)
{
    return QString::number(number, 'f', decimals).toDouble() == number;
}

std::optional<int> numberFor(const QSpinBox *, const QString &text)
{
    return wholeFrom(text);
}

std::optional<double> numberFor(const QDoubleSpinBox *box, const QString &text)
{
    const auto number = decimalFrom(text);
    return number && fits(*number, box->decimals()) ? number : std::nullopt;
}

QString wanted(const QSpinBox *box)
{
    return QCoreApplication::translate("NumberBox",
                                       "%1: a whole number from %2 to %3, without separators")
        .arg(box->accessibleName(), countText(box->minimum()), countText(box->maximum()));
}

QString wanted(const QDoubleSpinBox *box)
{
    return QCoreApplication::translate("NumberBox",
                                       "%1: a number from %2 to %3, with at most %4 decimals")
        .arg(box->accessibleName())
        .arg(box->minimum())
        .arg(box->maximum())
        .arg(box->decimals());
}

} // namespace

template <typename Box>
NumberBox<Box>::NumberBox(QWidget *parent) : Box(parent)
{
    this->setLocale(QLocale::c()); // as format.h shows numbers
    this->setKeyboardTracking(false);
    QObject::connect(this->lineEdit(), &QLineEdit::textChanged, this, [this] { check(true); });
    QObject::connect(this, &Box::editingFinished, this, [this] { check(false); });
    QObject::connect(this, &Box::valueChanged, this, [this] { check(false); });
}

template <typename Box>
auto NumberBox<Box>::read(QString text) const -> std::optional<Value>
{
    if (!text.isEmpty() && text == this->specialValueText())
        return this->minimum();
    const QString unit = this->suffix().trimmed();
    for (int i = 0; i < 2; ++i) { // the field's suffix, and one that was typed
        text = text.trimmed();
        if (text.endsWith(unit))
            text.chop(unit.size());
    }
    const std::optional<Value> number = numberFor(this, text);
    return number && *number >= this->minimum() && *number <= this->maximum() ? number
                                                                              : std::nullopt;
}

template <typename Box>
auto NumberBox<Box>::typed() const -> Value
{
    return read(this->text()).value_or(this->value());
}

template <typename Box>
QString NumberBox<Box>::problem() const
{
    return read(this->text()) ? QString() : wanted(this);
}

template <typename Box>
void NumberBox<Box>::stepBy(int steps)
{
    Box::stepBy(steps);
    check(false);
}

template <typename Box>
QValidator::State NumberBox<Box>::validate(QString &text, int &) const
{
    return read(text) ? QValidator::Acceptable : QValidator::Intermediate;
}

template <typename Box>
auto NumberBox<Box>::valueFromText(const QString &text) const -> Value
{
    return read(text).value_or(this->value());
}

template <typename Box>
void NumberBox<Box>::fixup(QString &) const
{
    // Qt's implementation would remove group separators, and so make another number of the text.
}

template <typename Box>
void NumberBox<Box>::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isEnter || !m_isRefused)
        return Box::keyPressEvent(event);
    // Enter would send with the number from before, which was not meant.
    tellProblem(this->mapToGlobal(this->rect().bottomLeft()));
    event->accept();
}

template <typename Box>
bool NumberBox<Box>::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !m_isRefused)
        return Box::event(event);
    tellProblem(static_cast<QHelpEvent *>(event)->globalPos());
    return true;
}

// Qt's implementation would show the number from before, as if that had been typed.
template <typename Box>
void NumberBox<Box>::focusOutEvent(QFocusEvent *event)
{
    if (!m_isRefused)
        return Box::focusOutEvent(event);
    this->lineEdit()->event(event);
    this->update(); // its frame shows the focus
    if (event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason)
        tellProblem(this->mapToGlobal(this->rect().bottomLeft()));
}

template <typename Box>
void NumberBox<Box>::tellProblem(const QPoint &at)
{
    QToolTip::showText(at, Qt::convertFromPlainText(problem()), this);
}

template <typename Box>
void NumberBox<Box>::check(bool isEdited)
{
    const QString problem = this->problem();
    const bool wasRefused = std::exchange(m_isRefused, !problem.isEmpty());
    const QString tip = QTextDocumentFragment::fromHtml(this->toolTip()).toPlainText();
    this->setAccessibleDescription(m_isRefused ? problem : tip);
    QPalette colours;
    if (m_isRefused)
        colours.setColor(QPalette::Text, Theme::forPalette(this->palette()).error);
    this->lineEdit()->setPalette(colours);
    if (isEdited || m_isRefused != wasRefused)
        Q_EMIT this->valueChanged(typed());
}

template class NumberBox<QSpinBox>;
template class NumberBox<QDoubleSpinBox>;

} // namespace overlap::ui
