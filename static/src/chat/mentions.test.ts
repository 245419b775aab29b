import { expect, test } from 'vitest';
import { mentions } from './mentions';

test.each([
  ['hi @Ann', 'Ann', true],
  ['hi @ann!', 'Ann', true],
  ['@Annabel', 'Ann', false],
  ['@Annabel and @Ann', 'Ann', true],
  ['Ann', 'Ann', false],
  ['@민수님 안녕하세요', '민수', true],
  ['@Ann Lee, look', 'Ann Lee', true],
  ['@', '', false],
])('%s names %s: %s', (text, name, named) => expect(mentions(text, name)).toBe(named));
