//! Words that become options of a select field by being used.

use crate::app::Error;
use crate::app::Gate;
use crate::domain::catalogue::Catalogue;
use crate::domain::check;
use crate::domain::check::Ease;
use crate::domain::custom::FieldDef;
use crate::domain::field::Field;
use crate::domain::ids::Kind;
use crate::domain::ids::Tag;
use crate::domain::record::Stored;
use crate::domain::value::Choice;
use crate::domain::value::ChoiceId;
use crate::store::Source;
use std::sync::Arc;

impl Gate<'_, '_> {
    /// Adds options to a select field: new words of an open list, or of an import that may.
    /// Whoever may write the field may do this: the list is part of the value, not of the rules.
    ///
    /// # Errors
    /// [`Error::Rule`]`("too_many_options")` beyond [`check::MAX_OPTIONS`].
    pub fn add_options(&mut self, tag: Tag, words: &[String]) -> Result<(), Error> {
        let Some(field) = self.built_in(tag) else {
            return Err(Error::Rule("unknown_field"));
        };
        let mut choices = field.choices.clone();
        for word in words.iter().filter(|word| field.choice_by_word(word).is_none()) {
            let id = choices.iter().map(|choice| choice.id.0).max().unwrap_or(0).max(999) + 1;
            let (zh, en) = (word.clone(), word.clone());
            let (code, synonyms) = (String::new(), Vec::new());
            choices.push(Choice { id: ChoiceId(id), code, zh, en, synonyms, retired: false });
        }
        if check::MAX_OPTIONS < choices.len() {
            return Err(Error::Rule("too_many_options"));
        }
        if choices.len() == field.choices.len() {
            return Ok(());
        }
        let (before, mut amended) = self.definition(tag)?;
        amended.choices = choices;
        self.by_the_product(|gate| match before {
            Some(before) => gate.edit(before, amended, Ease::Form),
            None => gate.create(amended, Ease::Form),
        })?;
        self.refresh_catalogue()
    }

    /// The stored definition of a field, and what it is or would be.
    fn definition(&self, tag: Tag) -> Result<(Option<Stored<FieldDef>>, FieldDef), Error> {
        let all = self.unit.list::<FieldDef>(1, usize::MAX)?;
        let own = all.into_iter().find(|stored| stored.record.tag == tag);
        let field = self.built_in(tag);
        let shipped = field.map(FieldDef::of).unwrap_or_default();
        let record = own.as_ref().map_or(shipped, |stored| stored.record.clone());
        Ok((own, record))
    }

    fn refresh_catalogue(&mut self) -> Result<(), Error> {
        let generation = self.live.catalogue.generation + 1;
        let stored = self.unit.list::<FieldDef>(1, usize::MAX)?;
        self.live.catalogue = Arc::new(Catalogue::new(generation, &stored));
        Ok(())
    }

    /// Tags are unique over all kinds about customers.
    fn built_in(&self, tag: Tag) -> Option<&Field> {
        Kind::BUSINESS.into_iter().find_map(|kind| self.live.catalogue.by_tag(kind, tag))
    }
}
