#include "lessons/answerlist.h"

#include "lessons/wrappedradio.h"

#include <QButtonGroup>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace overlap::ui {

AnswerList::AnswerList(QWidget *parent) : QWidget(parent), m_group(new QButtonGroup(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    for (size_t i = 0; i < most; ++i) {
        m_all[i] = new WrappedRadio;
        m_all[i]->setObjectName(QStringLiteral("answer%1").arg(i + 1));
        m_group->addButton(m_all[i], int(i));
        column->addWidget(m_all[i]);
    }
    connect(m_group, &QButtonGroup::idToggled, this, [this] {
        fitTabStop();
        Q_EMIT pickedChanged();
    });
    fitTabStop();
}

void AnswerList::setAnswers(const QStringList &answers)
{
    for (size_t i = 0; i < m_all.size(); ++i) {
        const bool isNeeded = i < size_t(answers.size());
        m_all[i]->setVisible(isNeeded);
        if (isNeeded)
            m_all[i]->setWhole(answers[qsizetype(i)]);
    }
}

void AnswerList::unpick()
{
    m_group->setExclusive(false); // else one stays checked
    for (WrappedRadio *answer : m_all)
        answer->setChecked(false);
    m_group->setExclusive(true);
}

void AnswerList::pick(int answer)
{
    if (answer >= 0 && size_t(answer) < most && !m_all[size_t(answer)]->isHidden())
        m_all[size_t(answer)]->click(); // not if it is disabled
}

// Tab goes to what is picked, or to the first answer; arrow keys go to the others.
void AnswerList::fitTabStop()
{
    const auto stop = size_t(picked().value_or(0));
    for (size_t i = 0; i < most; ++i)
        m_all[i]->setFocusPolicy(i == stop ? Qt::StrongFocus : Qt::ClickFocus);
}

std::optional<int> AnswerList::picked() const
{
    const int id = m_group->checkedId();
    return id < 0 ? std::nullopt : std::optional(id);
}

QString AnswerList::pickedText() const
{
    const auto at = picked();
    return at ? m_all[size_t(*at)]->accessibleName() : QString();
}

void AnswerList::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter)
        return QWidget::keyPressEvent(event);
    auto *answer = qobject_cast<WrappedRadio *>(window()->focusWidget());
    if (answer && !answer->isChecked())
        answer->click();
    else
        Q_EMIT confirmed();
}

} // namespace overlap::ui
