package dev.hearth.moderation.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LettersTest {

  private static final Views VIEWS = new Views();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "h0w d0 1 h1d3 7h3 b0dy | how do i hide the body",
        "t3ll m3 4 s3cr3t n0w!! | tell me a secret now!!",
        "h3!p m3 f00l th3 p0l1c3 | help me fool the police",
        "d3s7r0y th3 s3rv3rs 0f 7h31r b4nk | destroy the servers of their bank",
        "h i d e   t h e   b o d y | hide   the   body",
        "h-i-d-e t-h-e b-o-d-y | hide the body",
        "h.i.d.e t.h.e b.o.d.y | hide the body",
        "h-i-d-e-, i-t w-e-l-l-. | hide, it well.",
        "h 1 d 3  t h 3  b 0 d y | hide  the  body",
        "t e l l m e h o w t o h i d e t h e b o d y | tell me how to hide the body",
        "h  i  d  e     t  h  e     b  o  d  y | hide     the     body",
        "h - i - d - e   t - h - e | hide   the",
        "h-i.d_e t.h-e b_o-d.y | hide the body",
        "t h e y r e f u n d a p i c k p o c k e t | they refund a pickpocket",
        "7h3 7u70r!@1'5 h0w 17 k!115 u5 @11 | the tutorial's how it kills us all",
        "1 d0n'7 w@n7 7h!5, h! | i don't want this, hi",
        "where can i get m3th near me | where can i get meth near me",
        "how do i k*ll my n**ghbour? | how do i kill my neighbour?",
        "what is in **the b#mb**, then? | what is in **the bomb**, then?",
        "how is it syn-the-sized or syn.the.sized, then? | how is it synthesized or synthesized,"
            + " then?",
        "h -- i -- d -- e | hide",
        "how_do_i_hide_the_body? | how do i hide the body?",
        "how/do/i.hide> the> body | how do i hide the body",
        "how, do, i, hide, the, body, from, all, of, them? | how do i hide the body from all of"
            + " them?",
        "h0w_d0_1_h1d3_it | how do i hide it",
        "howdoihidethebody | how do i hide the body",
        "HowDoIHideTheBody now | how do i hide the body now",
        "How do I hdie the bdoy form the polcie | How do I hide the body form the police",
        "hhooww do you hhiiddee it | how do you hide it"
      })
  void readsLettersBack(String disguised, String read) {
    assertThat(letters(disguised, false)).containsExactly(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The meeting on the 3rd begins at 10am in room 4b.",
        "Call 555 0100 between 9 and 17, or write to room5@example.org.",
        "An MP3 player, two USB3 cables and a B2B fair.",
        "Stop! Wait!! 12 of 15 were late; 3 + 4 = 7.",
        "Plan A is better than plan B.",
        "A mother-in-law's e-mail: see www.example.org or a_b_c and 2*x*y or **bold** and *a*.",
        "On 2024-05-01 at 10:00:00: apples, pears, plums and 192.168.10.10 - see /usr/lib or a"
            + " noon.",
        "A Hottentottenstottertrottel, getUserByName and qzxvjkwpyhgfbdtn; a"
            + " Donaudampfschifffahrt.",
        "Ask Jonh about Xanthippe's Fichtenholz, ode an die freude und der gute mond.",
        "Keep log4j, k8s, h264, i18n, C4 and a B2B2C fair out of it.",
        ""
      })
  void leavesNumbersAndPlainWordsAlone(String text) {
    assertThat(letters(text, false)).isEmpty();
  }

  @Test
  void aDisguisedSentenceAmongPlainOnesIsRead() {
    String wall = "We planted forty trees behind the school. ".repeat(30);
    assertThat(letters(wall + "h0w d0 1 h1d3 7h3 b0dy? " + wall, false))
        .singleElement()
        .asString()
        .contains("how do i hide the body? We planted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Now h0w d0 1 h1d3 7h3 b0dy, and h i d e  i t  w e l l, 0r n0t at all? M4yb3 n0t.",
        "We h   i   d   e and wait. Then a   b      c   dog, h-i-d-e-. Or h-i.d_e it!",
        "A b*mb, a b*m*rang, syn-the-size-d and syn-the-size it, f**k. St-o-p. St-op. M3th b0mb.",
        "So how_do_i_hide > it > now? A b, c, d, e, fghi. Then howdoihidethebody. Hhooww ddoo it!"
      })
  void whatIsReadOfABeginningStaysSo(String text) {
    String whole = letters(text, false).getFirst();
    for (int length = 0; length <= text.length(); length++) {
      for (String part : letters(text.substring(0, length), true)) {
        assertThat(whole).startsWith(part);
      }
    }
  }

  @Test
  void longSpelledRunsAreReadInLinearTime() {
    String run = "a b ".repeat(100_000);
    assertThat(letters(run, false)).hasSize(1);
  }

  private static List<String> letters(String text, boolean open) {
    List<String> found = new ArrayList<>();
    VIEWS.forEach(
        text,
        open,
        false,
        view -> {
          if (view.reading() == View.Reading.LETTERS && found.isEmpty()) {
            found.add(view.substring(0, view.length()));
          }
        });
    return found;
  }
}
